package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingCcAllocatorTest {

    /**
     * All but the {@code OrThrow} ones, which must not be passed on.
     *
     * @return the operations
     */
    static Set<Method> operations() {
        return Arrays.stream(CcAllocator.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void passesEveryOperationOn(Method operation) throws Exception {
        List<String> called = new ArrayList<>();
        CcAllocator delegate = (CcAllocator) Proxy.newProxyInstance(
                CcAllocator.class.getClassLoader(), new Class<?>[] {CcAllocator.class}, (proxy, method, arguments) -> {
                    called.add(method.getName());
                    return valueOf(method.getReturnType());
                });
        CcAllocator forwarding = new ForwardingCcAllocator(delegate) {};
        Object[] arguments = Arrays.stream(operation.getParameterTypes())
                .map(ForwardingCcAllocatorTest::valueOf)
                .toArray();
        operation.invoke(forwarding, arguments);
        assertThat(called).containsExactly(operation.getName().replace("OrThrow", ""));
    }

    private static @Nullable Object valueOf(Class<?> type) {
        if (type == long.class) {
            return 8L;
        }
        if (type == int.class) {
            return 8;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == String.class) {
            return "name";
        }
        if (type == Set.class) {
            return Set.of();
        }
        return type == CcAllocSnapshot.class
                ? CcAllocSnapshot.ZERO
                : type == Availability.class ? Availability.AVAILABLE : null;
    }
}
