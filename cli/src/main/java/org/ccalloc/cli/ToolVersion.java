package org.ccalloc.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this tool: that of its module. */
final class ToolVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(ToolVersion.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .orElse("(version not known)");
        return new String[] {"ccalloc " + version, "Java " + Runtime.version() + ", " + System.getProperty("java.home")
        };
    }
}
