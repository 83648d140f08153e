package org.ccalloc.tck.runner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds an allocator by its name, as a child JVM sees it. */
final class SubjectSearch {

    private final List<Subject> found = new ArrayList<>();
    private final List<String> notCreated = new ArrayList<>();
    private String creating = "";

    private SubjectSearch() {}

    /**
     * Finds it.
     *
     * @param name its name
     * @param jvms where to look
     * @return the allocator, with its capabilities yet unknown
     * @throws NothingToRunException if there is none of this name, or more than one
     * @throws IOException if the child cannot be started
     * @throws InterruptedException if the thread is interrupted
     */
    static Subject named(String name, ChildJvms jvms) throws NothingToRunException, IOException, InterruptedException {
        var search = new SubjectSearch();
        Optional<Ending> ending = jvms.run(DiscoveryMain.class, List.of(), search::heard);
        return search.only(name, ending);
    }

    private void heard(Event event) {
        switch (event.kind()) {
            case CREATING -> creating = event.text(0);
            case FOUND -> {
                creating = "";
                found.add(new Subject(event.text(1), event.text(0), event.text(2), List.of()));
            }
            case NOT_CREATED -> notCreated.add(event.text(0));
            default -> {}
        }
    }

    private Subject only(String name, Optional<Ending> ending) throws NothingToRunException {
        List<Subject> matching =
                found.stream().filter(subject -> subject.name().equals(name)).toList();
        if (matching.size() > 1) {
            throw new NothingToRunException("backend: name=" + name + " is there " + matching.size()
                    + " times (expected once): "
                    + matching.stream()
                            .map(subject -> subject.className() + " in " + subject.location())
                            .collect(Collectors.joining(", ")));
        }
        if (!matching.isEmpty()) {
            return matching.getFirst();
        }
        List<String> lines = new ArrayList<>();
        lines.add("backend: name=" + name + " (expected one of those found: "
                + found.stream().map(Subject::name).sorted().collect(Collectors.joining(", ")) + ")");
        notCreated.forEach(reason -> lines.add("not created: " + reason));
        ending.ifPresent(
                end -> lines.add(end.describe((creating.isEmpty() ? "all allocators" : creating) + " to be created")));
        throw new NothingToRunException(String.join("\n", lines));
    }
}
