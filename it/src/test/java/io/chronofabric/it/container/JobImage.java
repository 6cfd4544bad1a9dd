package io.chronofabric.it.container;

import org.testcontainers.images.builder.ImageFromDockerfile;

/** What {@code docker/Dockerfile} makes of the Flink image under test and the job jar. */
final class JobImage {
    private static ImageFromDockerfile image;

    private JobImage() {}

    /** The image, built once a run; the test is skipped where there is no job jar yet. */
    static synchronized ImageFromDockerfile image() {
        if (image == null) {
            image =
                    // A fixed name: each run takes the place of the last one's image.
                    new ImageFromDockerfile("chronofabric/job-under-test:latest", false)
                            .withFileFromPath("Dockerfile", Checkout.file("docker/Dockerfile"))
                            .withFileFromPath("LICENSE", Checkout.file("LICENSE"))
                            .withFileFromPath("NOTICE", Checkout.file("NOTICE"))
                            .withFileFromPath(
                                    "flink-conf/config.yaml",
                                    Checkout.file("flink-conf/config.yaml"))
                            .withFileFromPath("jobs/target/chronofabric-job.jar", Checkout.jobJar())
                            .withBuildArg(
                                    "FLINK_IMAGE",
                                    System.getProperty("flink.image", "flink:2.3.0-java17"));
        }
        return image;
    }
}
