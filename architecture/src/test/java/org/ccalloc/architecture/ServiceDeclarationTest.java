package org.ccalloc.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A service is the same on the module path ({@code provides}) and on the class path ({@code META-INF/services}). */
class ServiceDeclarationTest {
    private static final String SERVICES = "META-INF/services/";

    @Test
    void everyModuleOfTheBuildIsSeen() {
        assertThat(BuiltModules.byName()).hasSize((int) BuiltModules.declared());
    }

    @TestFactory
    Stream<DynamicTest> providesAgreesWithMetaInfServices() {
        return BuiltModules.byName().values().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module.descriptor().name(),
                        () -> assertThat(inMetaInfServices(module))
                                .as("META-INF/services, beside provides of module-info")
                                .isEqualTo(inModuleInfo(module))));
    }

    private static Map<String, Set<String>> inModuleInfo(ModuleReference module) {
        return module.descriptor().provides().stream()
                .collect(Collectors.toMap(
                        provides -> provides.service(),
                        provides -> new TreeSet<>(provides.providers()),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static Map<String, Set<String>> inMetaInfServices(ModuleReference module) throws IOException {
        var services = new TreeMap<String, Set<String>>();
        try (var reader = module.open();
                var resources = reader.list()) {
            List<String> files = resources
                    .filter(name -> name.startsWith(SERVICES) && !name.endsWith("/"))
                    .collect(Collectors.toCollection(ArrayList::new));
            for (String file : files) {
                try (InputStream in = requireNonNull(reader.open(file).orElse(null), file)) {
                    services.put(
                            file.substring(SERVICES.length()),
                            new String(in.readAllBytes(), UTF_8)
                                    .lines()
                                    .map(line -> line.replaceFirst("#.*", "").strip())
                                    .filter(line -> !line.isEmpty())
                                    .collect(Collectors.toCollection(TreeSet::new)));
                }
            }
        }
        return services;
    }
}
