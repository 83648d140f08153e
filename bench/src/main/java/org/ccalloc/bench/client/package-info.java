/**
 * Buffers of Arrow and of Netty: on our allocators, through the modules under {@code integrations}, and on the allocators that
 * they bring along. Only children that measure load these classes: they are on a class path, this module does without.
 */
package org.ccalloc.bench.client;
