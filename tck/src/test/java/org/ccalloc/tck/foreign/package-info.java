/** Allocators that no one here wrote, behind adapters as thin as can be, for the kit to look at. */
@NullMarked
package org.ccalloc.tck.foreign;

import org.jspecify.annotations.NullMarked;
