/** The mock allocator and what a test tells it and asks it. */
package org.ccalloc.mock;
