package io.spillway.loadtest.bench;

import java.nio.file.Path;

/**
 * Where a run takes place.
 *
 * @param launcher what runs the gateway
 * @param classPath of the relay
 * @param folder for configurations, logs and results
 * @param proxyCore the core that a measured proxy has for itself
 * @param allCores the cores of a process that is not measured for its cost
 */
record Site(Path launcher, String classPath, Path folder, String proxyCore, String allCores) {}
