/** What has changed from one run to another. */
package org.ccalloc.bench.compare;
