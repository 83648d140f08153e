package org.ccalloc.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.lang.module.ModuleDescriptor.Requires.Modifier.STATIC;
import static java.lang.module.ModuleDescriptor.Requires.Modifier.TRANSITIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.module.ModuleReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may import whom. A new module has to be given its place in one of the lists. */
class ImportRulesTest {
    private static final String SPI = "spi";
    private static final String TCK = "tck";
    private static final String TRACE = "trace";
    private static final String CLI = "cli";

    /** Those that import {@code spi} only. */
    static final List<String> BACKENDS = List.of("mimalloc", "jemalloc", "mock", "javaunsafe");

    /** Those that import what they need, but not each other. */
    static final List<String> CLIENTS = List.of("bench", "examples");

    /** Those that import {@code spi} and, of others, only their client's packages, which stand behind their names. */
    static final List<Arguments> INTEGRATIONS = List.of(
            arguments("arrow", List.of("org.apache.arrow..")),
            arguments("lucene", List.of("org.apache.lucene..")),
            arguments("lwjgl", List.of("org.lwjgl..")),
            arguments("micrometer", List.of("io.micrometer..")),
            arguments("netty", List.of("io.netty..")));

    /** Packages that a client looks into by name, so that they cannot be called as the module is. */
    private static final Map<String, String> LOOKED_INTO_BY_CLIENTS =
            Map.of("org.apache.arrow.memory.unsafe", module("arrow"));

    /** What may be used everywhere: the JDK, and annotations that leave nothing behind at run time. */
    private static final String[] JDK_AND_ANNOTATIONS = {
        "java..", "javax..", "jdk..", "sun.misc..", "org.jspecify.annotations..", "com.google.errorprone.annotations.."
    };

    /** For events and reports. */
    private static final String JSON = "tools.jackson..";

    private static final String[] TEST_FRAMEWORKS = {"org.junit..", "org.opentest4j..", "org.assertj.."};

    /** The packages of a backend that only whoever has a test framework loads. */
    private static final String[] FOR_TEST_FRAMEWORKS = {in("mock.assertj"), in("mock.junit")};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.ccalloc");

    @Test
    void everyModuleHasAPlace() {
        var known = new TreeSet<String>(List.of("org.ccalloc", module(SPI), module(TCK), module(TRACE), module(CLI)));
        BACKENDS.forEach(name -> known.add(module(name)));
        CLIENTS.forEach(name -> known.add(module(name)));
        INTEGRATIONS.forEach(
                integration -> known.add(module((String) integration.get()[0])));
        assertThat(known).isEqualTo(BuiltModules.byName().keySet());
    }

    @Test
    void aPackageBelongsToTheModuleOfItsName() {
        for (var module : BuiltModules.byName().values()) {
            String name = module.descriptor().name();
            assertThat(module.descriptor().packages())
                    .as(name)
                    .allMatch(packageName -> packageName.equals(name)
                            || packageName.startsWith(name + ".")
                            || name.equals(LOOKED_INTO_BY_CLIENTS.get(packageName)));
        }
    }

    /** What is both static and transitive has to be there when a module that requires ours is compiled, used or not. */
    @Test
    void noModuleDemandsOfItsUsersWhatItCanDoWithout() {
        for (var module : BuiltModules.byName().values()) {
            assertThat(module.descriptor().requires())
                    .as(module.descriptor().name())
                    .noneMatch(requires -> requires.modifiers().containsAll(Set.of(STATIC, TRANSITIVE)));
        }
    }

    @Test
    void spiImportsOnlyTheJdk() {
        classes()
                .that(resideInAPackage(in(SPI)))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(and(JDK_AND_ANNOTATIONS, in(SPI))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void spiNamesNoBackend() throws IOException {
        var named = new TreeSet<String>();
        var spi = BuiltModules.byName().get(module(SPI));
        assertThat(spi).isNotNull();
        forEachString(spi, (resource, text) -> {
            if (BACKENDS.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains)) {
                named.add(resource + ": \"" + text + '"');
            }
        });
        assertThat(named).isEmpty();
    }

    /** By name in a string, too: reflection is how it is done. */
    @Test
    void onlyTwoClassesTouchUnsafe() throws IOException {
        var touching = new TreeSet<String>();
        for (ModuleReference module : BuiltModules.byName().values()) {
            forEachString(module, (resource, text) -> {
                if (text.equals("sun.misc.Unsafe")) {
                    touching.add(resource);
                }
            });
        }
        assertThat(touching)
                .containsExactly(
                        "org/ccalloc/bench/contender/UnsafeAllocator.class", "org/ccalloc/javaunsafe/Memory.class");
        noClasses().should().dependOnClassesThat(resideInAPackage("sun.misc..")).check(CLASSES);
    }

    @ParameterizedTest
    @FieldSource("BACKENDS")
    void aBackendImportsOnlySpi(String backend) {
        String[] allowed = and(JDK_AND_ANNOTATIONS, in(backend), in(SPI), "com.google.auto.service..");
        classes()
                .that(resideInAPackage(in(backend)))
                .and(resideOutsideOfPackages(FOR_TEST_FRAMEWORKS))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @FieldSource("INTEGRATIONS")
    void anIntegrationImportsOnlySpiAndItsClient(String integration, List<String> ofClient) {
        String[] allowed = and(and(JDK_AND_ANNOTATIONS, in(integration), in(SPI)), ofClient.toArray(String[]::new));
        classes()
                .that(resideInAPackage(in(integration)))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .check(CLASSES);
    }

    @Test
    void whatServesTestFrameworksImportsOnlyThose() {
        String[] allowed = and(and(JDK_AND_ANNOTATIONS, TEST_FRAMEWORKS), in("mock"), in(SPI));
        classes()
                .that(resideInAnyPackage(FOR_TEST_FRAMEWORKS))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .check(CLASSES);
        noClasses()
                .that(resideOutsideOfPackages(FOR_TEST_FRAMEWORKS))
                .should()
                .dependOnClassesThat(resideInAnyPackage(FOR_TEST_FRAMEWORKS))
                .check(CLASSES);
    }

    @Test
    void tckImportsOnlySpiTestFrameworksAndJson() {
        String[] allowed = and(and(JDK_AND_ANNOTATIONS, TEST_FRAMEWORKS), in(TCK), in(SPI), JSON);
        classes()
                .that(resideInAPackage(in(TCK)))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void traceImportsOnlySpi() {
        String[] allowed = and(JDK_AND_ANNOTATIONS, in(TRACE), in(SPI), "com.google.auto.service..");
        classes()
                .that(resideInAPackage(in(TRACE)))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .check(CLASSES);
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void aClientImportsNoOtherClient(String client) {
        var others = new ArrayList<>(CLIENTS);
        others.remove(client);
        others.add(CLI);
        noClasses()
                .that(resideInAPackage(in(client)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        others.stream().map(ImportRulesTest::in).toArray(String[]::new)))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void nobodyImportsTheCommandLineTool() {
        noClasses()
                .that(resideOutsideOfPackage(in(CLI)))
                .should()
                .dependOnClassesThat(resideInAPackage(in(CLI)))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static void forEachString(ModuleReference module, BiConsumer<String, String> action) throws IOException {
        try (var reader = module.open();
                var resources = reader.list()) {
            for (String resource : (Iterable<String>) resources::iterator) {
                if (resource.endsWith(".class")) {
                    try (InputStream in = reader.open(resource).orElseThrow()) {
                        strings(in.readAllBytes()).forEach(text -> action.accept(resource, text));
                    }
                }
            }
        }
    }

    private static List<String> strings(byte[] classFile) {
        return StreamSupport.stream(
                        ClassFile.of().parse(classFile).constantPool().spliterator(), false)
                .filter(StringEntry.class::isInstance)
                .map(entry -> ((StringEntry) entry).stringValue())
                .toList();
    }

    private static String module(String name) {
        return "org.ccalloc." + name;
    }

    private static String in(String module) {
        return module(module) + "..";
    }

    private static String[] and(String[] packages, String... more) {
        var all = new ArrayList<>(List.of(packages));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
