package io.chronofabric.jobs.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "chronofabric " + (version == null ? "(run from classes)" : version),
            "Java " + System.getProperty("java.version")
        };
    }
}
