package org.ccalloc.netty;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has Netty look for leaks of all buffers, as long as the tests of a class run. */
public final class ParanoidDetection implements BeforeAllCallback, AfterAllCallback {

    private ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        usual = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(usual);
    }
}
