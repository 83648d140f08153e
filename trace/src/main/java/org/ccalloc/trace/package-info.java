/** The format of traces ({@code docs/TRACES.md}): what writes them, reads them and sums them up. */
package org.ccalloc.trace;
