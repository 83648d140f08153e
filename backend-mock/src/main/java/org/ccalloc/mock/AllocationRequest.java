package org.ccalloc.mock;

/**
 * A request for memory, before it is granted or not. Requests for 0 bytes are none.
 *
 * @param number 1 for the first request to the mock, and so on; requests that fail count
 * @param operation what was called
 * @param byteSize bytes asked for, 1 or more
 * @param byteAlignment what the address will be a multiple of
 * @param liveByteSize what the live blocks were asked for with, in total; the old block of a realloc among them
 */
public record AllocationRequest(
        long number, Operation operation, long byteSize, long byteAlignment, long liveByteSize) {}
