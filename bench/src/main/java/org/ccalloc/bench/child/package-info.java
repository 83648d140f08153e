/** Other processes: JVMs on the class path of this one, and programs. */
package org.ccalloc.bench.child;
