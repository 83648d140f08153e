package org.ccalloc.javaunsafe;

import org.jspecify.annotations.Nullable;

/**
 * What an allocator, or a heap, has where in the address space: tells wild addresses from others without looking at memory.
 *
 * <p>An entry for each 4 MiB of 2<sup>48</sup> bytes, in leaves and branches that are made when they are needed: above 0 the
 * number of an arena, below 0 the complement of that of a direct block, 0 nothing of ours.
 *
 * @implNote Branches, leaves and entries are written under a lock and read by anybody, plainly: who has an address
 *     of a block got it from somebody who saw its entry. A record, since the JIT takes the fields of records for
 *     constants.
 * @param branches of leaves of entries
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ChunkMap(int[] @Nullable [] @Nullable [] branches) {

    private static final int ADDRESS_BITS = 48;
    private static final int CHUNK_BITS = Long.numberOfTrailingZeros(Chunk.BYTE_SIZE);
    private static final int LEAF_BITS = 8;
    private static final int BRANCH_BITS = 9;
    private static final int LEAF_LENGTH = 1 << LEAF_BITS;
    private static final int BRANCH_LENGTH = 1 << BRANCH_BITS;
    private static final int BRANCHES = 1 << (ADDRESS_BITS - CHUNK_BITS - LEAF_BITS - BRANCH_BITS);

    ChunkMap() {
        this(new int[BRANCHES][][]);
    }

    /**
     * What is at an address.
     *
     * @param address any number
     * @return the entry
     */
    int get(long address) {
        long number = address >>> (CHUNK_BITS + LEAF_BITS + BRANCH_BITS);
        if (number >= branches.length) {
            return 0;
        }
        int[] @Nullable [] branch = branches[(int) number];
        if (branch == null) {
            return 0;
        }
        int[] leaf = branch[(int) (address >>> (CHUNK_BITS + LEAF_BITS)) & (BRANCH_LENGTH - 1)];
        return leaf == null ? 0 : leaf[(int) (address >>> CHUNK_BITS) & (LEAF_LENGTH - 1)];
    }

    /**
     * Makes an entry.
     *
     * @param chunk an address within reach
     * @param entry the entry
     */
    synchronized void put(long chunk, int entry) {
        int number = (int) (chunk >>> (CHUNK_BITS + LEAF_BITS + BRANCH_BITS));
        int[] @Nullable [] branch = branches[number];
        if (branch == null) {
            branch = new int[BRANCH_LENGTH][];
            branches[number] = branch;
        }
        int ofLeaf = (int) (chunk >>> (CHUNK_BITS + LEAF_BITS)) & (BRANCH_LENGTH - 1);
        int[] leaf = branch[ofLeaf];
        if (leaf == null) {
            leaf = new int[LEAF_LENGTH];
            branch[ofLeaf] = leaf;
        }
        leaf[(int) (chunk >>> CHUNK_BITS) & (LEAF_LENGTH - 1)] = entry;
    }

    /**
     * Whether a range can have entries.
     *
     * @param address its start
     * @param byteSize its length
     * @return whether it lies in the address space that this covers
     */
    static boolean reaches(long address, long byteSize) {
        return address > 0 && address + byteSize <= 1L << ADDRESS_BITS;
    }
}
