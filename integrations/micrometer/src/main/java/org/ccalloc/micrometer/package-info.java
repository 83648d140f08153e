/** The statistics of allocators as metrics of Micrometer. */
package org.ccalloc.micrometer;
