/** What can be measured: which contenders run in which order, and what their figures are held against. */
package org.ccalloc.bench.measure;
