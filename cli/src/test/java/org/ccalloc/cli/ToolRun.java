package org.ccalloc.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run of the tool answered. */
record ToolRun(int exitCode, String out, String err) {

    /** Runs the tool in this JVM, in which the allocator may be chosen already. */
    static ToolRun here(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new ToolRun(exitCode, out.toString(), err.toString());
    }

    /** Runs the tool in a JVM of its own, on the modules of this one. */
    static ToolRun inItsOwnJvm(List<String> jvmOptions, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--class-path",
                System.getProperty("java.class.path")));
        command.addAll(jvmOptions);
        command.add("--module");
        command.add("org.ccalloc.cli/" + Main.class.getName());
        command.addAll(List.of(arguments));
        return of(new ProcessBuilder(command));
    }

    static ToolRun of(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", null);
        Path err = Files.createTempFile("err", null);
        try {
            int exitCode = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new ToolRun(
                    exitCode,
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
