/** The conformance kit. */
package org.ccalloc.tck;
