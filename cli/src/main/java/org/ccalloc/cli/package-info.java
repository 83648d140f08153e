/** The command line tool. */
package org.ccalloc.cli;
