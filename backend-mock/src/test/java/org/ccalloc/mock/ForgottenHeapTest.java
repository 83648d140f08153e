package org.ccalloc.mock;

import org.ccalloc.tck.ForgottenHeap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForgottenHeapTest {

    @ParameterizedTest
    @EnumSource(names = {"GROWING", "FIXED"})
    void E13_aForgottenHeapIsReportedOnceAndKeepsItsMemory(ForgottenHeap.Kind kind) {
        try (MockAllocator mock = MockAllocator.create()) {
            ForgottenHeap.expectReport(mock, kind);
        }
    }
}
