/** What Arrow finds by itself where {@code arrow-memory-unsafe} is not there. */
package org.apache.arrow.memory.unsafe;
