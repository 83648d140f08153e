/** What a run tells: to people on the terminal and in Markdown, to programs in JSON. */
package org.ccalloc.bench.report;
