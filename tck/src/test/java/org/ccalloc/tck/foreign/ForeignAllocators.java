package org.ccalloc.tck.foreign;

import org.lwjgl.system.jemalloc.JEmalloc;
import org.lwjgl.system.mimalloc.mimalloc;
import org.lwjgl.system.rpmalloc.RPmalloc;

/** Each library twice: bare, and glued. */
final class ForeignAllocators {

    private ForeignAllocators() {}

    private static final class OnMimalloc {
        static final ForeignLibrary LIBRARY = new Lwjgl("mimalloc", mimalloc::nmi_usable_size);
    }

    private static final class OnJemalloc {
        static final ForeignLibrary LIBRARY = new Lwjgl("jemalloc", JEmalloc::nje_malloc_usable_size);
    }

    private static final class OnRpmalloc {
        static final ForeignLibrary LIBRARY = new Lwjgl("rpmalloc", RPmalloc::nrpmalloc_usable_size);
    }

    private static final class OnSystem {
        static final ForeignLibrary LIBRARY = new Lwjgl("system", new Libc()::usableSize);
    }

    private static final class OnLibc {
        static final ForeignLibrary LIBRARY = new Libc();
    }

    private static final class OnUnsafe {
        static final ForeignLibrary LIBRARY = new UnsafeMemory();
    }

    /** {@code lwjgl-mimalloc}, bare. */
    public static final class BareLwjglMimalloc extends Bare {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public BareLwjglMimalloc() {
            super("bare-lwjgl-mimalloc");
        }

        @Override
        ForeignLibrary library() {
            return OnMimalloc.LIBRARY;
        }
    }

    /** {@code lwjgl-mimalloc}, glued. */
    public static final class GluedLwjglMimalloc extends Glued {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public GluedLwjglMimalloc() {
            super("glued-lwjgl-mimalloc");
        }

        @Override
        ForeignLibrary library() {
            return OnMimalloc.LIBRARY;
        }
    }

    /** {@code lwjgl-jemalloc}, bare. */
    public static final class BareLwjglJemalloc extends Bare {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public BareLwjglJemalloc() {
            super("bare-lwjgl-jemalloc");
        }

        @Override
        ForeignLibrary library() {
            return OnJemalloc.LIBRARY;
        }
    }

    /** {@code lwjgl-jemalloc}, glued. */
    public static final class GluedLwjglJemalloc extends Glued {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public GluedLwjglJemalloc() {
            super("glued-lwjgl-jemalloc");
        }

        @Override
        ForeignLibrary library() {
            return OnJemalloc.LIBRARY;
        }
    }

    /** {@code lwjgl-rpmalloc}, bare. */
    public static final class BareLwjglRpmalloc extends Bare {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public BareLwjglRpmalloc() {
            super("bare-lwjgl-rpmalloc");
        }

        @Override
        ForeignLibrary library() {
            return OnRpmalloc.LIBRARY;
        }
    }

    /** {@code lwjgl-rpmalloc}, glued. */
    public static final class GluedLwjglRpmalloc extends Glued {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public GluedLwjglRpmalloc() {
            super("glued-lwjgl-rpmalloc");
        }

        @Override
        ForeignLibrary library() {
            return OnRpmalloc.LIBRARY;
        }
    }

    /** {@code lwjgl-system}, bare. */
    public static final class BareLwjglSystem extends Bare {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public BareLwjglSystem() {
            super("bare-lwjgl-system");
        }

        @Override
        ForeignLibrary library() {
            return OnSystem.LIBRARY;
        }
    }

    /** {@code lwjgl-system}, glued. */
    public static final class GluedLwjglSystem extends Glued {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public GluedLwjglSystem() {
            super("glued-lwjgl-system");
        }

        @Override
        ForeignLibrary library() {
            return OnSystem.LIBRARY;
        }
    }

    /** {@code libc}, bare. */
    public static final class BareMalloc extends Bare {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public BareMalloc() {
            super("bare-libc");
        }

        @Override
        ForeignLibrary library() {
            return OnLibc.LIBRARY;
        }
    }

    /** {@code libc}, glued. */
    public static final class GluedMalloc extends Glued {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public GluedMalloc() {
            super("glued-libc");
        }

        @Override
        ForeignLibrary library() {
            return OnLibc.LIBRARY;
        }
    }

    /** {@code unsafe}, bare. */
    public static final class BareUnsafe extends Bare {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public BareUnsafe() {
            super("bare-unsafe");
        }

        @Override
        ForeignLibrary library() {
            return OnUnsafe.LIBRARY;
        }
    }

    /** {@code unsafe}, glued. */
    public static final class GluedUnsafe extends Glued {
        /** For {@link java.util.ServiceLoader}; loads nothing. */
        public GluedUnsafe() {
            super("glued-unsafe");
        }

        @Override
        ForeignLibrary library() {
            return OnUnsafe.LIBRARY;
        }
    }
}
