/** Apache Lucene's index files in memory of a {@link org.ccalloc.spi.CcAllocator}. */
package org.ccalloc.lucene;
