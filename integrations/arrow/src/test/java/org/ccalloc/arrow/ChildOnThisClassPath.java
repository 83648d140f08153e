package org.ccalloc.arrow;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.ccalloc.tck.ChildJvm;

/** A child with the class path of this JVM. */
final class ChildOnThisClassPath {

    private ChildOnThisClassPath() {}

    /** The child, with more on its class path after that. */
    static ChildJvm of(Class<?> main, Path... last) {
        var child = new ChildJvm(main);
        List.of(last).reversed().forEach(child::classPathFirst);
        List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).reversed().stream()
                .map(Path::of)
                .forEach(child::classPathFirst);
        return child;
    }
}
