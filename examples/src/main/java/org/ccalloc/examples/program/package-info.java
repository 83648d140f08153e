/** What the programs have in common that show a library of others on an allocator, each in a module of its own. */
package org.ccalloc.examples.program;
