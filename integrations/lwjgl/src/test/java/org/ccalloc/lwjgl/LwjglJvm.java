package org.ccalloc.lwjgl;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.ccalloc.tck.ChildJvm;

/** JVMs of their own for LWJGL, whose settings are read once. */
final class LwjglJvm {

    private LwjglJvm() {}

    /** On the class path of this one, since LWJGL's library is in a jar that no class names. */
    static ChildJvm of(Class<?> main) {
        var child = new ChildJvm(main);
        List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).reversed().stream()
                .map(Path::of)
                .forEach(child::classPathFirst);
        return child;
    }
}
