/**
 * Support for allocators that live in a C library: finds the library, loads one copy of it per process, binds its
 * functions.
 *
 * <p>A backend describes its library in a {@link org.ccalloc.spi.nativelibrary.LibraryDescription}, gets a {@link
 * org.ccalloc.spi.nativelibrary.LibraryBinding} for it, which never throws, and asks that for handles and for its {@link
 * org.ccalloc.spi.Availability}.
 *
 * <p>Handing out handles to native functions passes this module's native access on to whoever asks: a program that
 * enables it for {@code org.ccalloc.spi} enables it for the backends that it puts on its path.
 */
@NullMarked
package org.ccalloc.spi.nativelibrary;

import org.jspecify.annotations.NullMarked;
