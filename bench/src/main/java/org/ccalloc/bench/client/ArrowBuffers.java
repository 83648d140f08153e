package org.ccalloc.bench.client;

import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.ccalloc.arrow.CcAllocationManagerFactory;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.contender.OneBlockAllocator;
import org.ccalloc.spi.CcAllocator;

/** Buffers of Arrow, from a root allocator without a limit. */
final class ArrowBuffers implements ClientBuffers {

    private final BufferAllocator root;

    private ArrowBuffers(BufferAllocator root) {
        this.root = root;
    }

    static ClientBuffers open(String contender) {
        if (Client.ARROW.own().contains(contender)) {
            // Its default: the only one on the class path.
            return new ArrowBuffers(new RootAllocator());
        }
        return new ArrowBuffers(
                onOurs(contender.equals(Client.BOOKKEEPING) ? new OneBlockAllocator() : Contenders.open(contender)));
    }

    private static BufferAllocator onOurs(CcAllocator allocator) {
        AllocationManager.Factory factory = CcAllocationManagerFactory.of(allocator);
        return new RootAllocator(
                RootAllocator.configBuilder().allocationManagerFactory(factory).build());
    }

    @Override
    public void pairs(int byteSize, int count) {
        for (int i = 0; i < count; i++) {
            root.buffer(byteSize).close();
        }
    }

    @Override
    public Runnable filled(int byteSize) {
        ArrowBuf buffer = root.buffer(byteSize);
        for (int offset = 0; offset < byteSize; offset += PAGE_BYTE_SIZE) {
            buffer.setByte(offset, 1);
        }
        return buffer::close;
    }
}
