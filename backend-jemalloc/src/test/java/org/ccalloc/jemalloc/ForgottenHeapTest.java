package org.ccalloc.jemalloc;

import org.ccalloc.tck.ForgottenHeap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForgottenHeapTest {

    @ParameterizedTest
    @EnumSource(names = "GROWING")
    void E13_aForgottenHeapIsReportedOnceAndKeepsItsMemory(ForgottenHeap.Kind kind) {
        ForgottenHeap.expectReport(new JemallocAllocator(), kind);
    }
}
