package org.ccalloc.trace;

/**
 * What a trace has at its end, to tell whether all of it was read.
 *
 * @param events events of all kinds
 * @param threads threads that appear
 * @param peakLiveBlocks the most blocks that were live at once
 * @param peakLiveBytes the most bytes that were live at once; bytes are those asked for
 * @param blocksLeft blocks that were never given back
 * @param bytesLeft their bytes
 * @param unknownFrees blocks that were given back or resized although the recorder had not seen them allocated; not among the
 *     events
 */
public record TraceTotals(
        long events,
        long threads,
        long peakLiveBlocks,
        long peakLiveBytes,
        long blocksLeft,
        long bytesLeft,
        long unknownFrees) {}
