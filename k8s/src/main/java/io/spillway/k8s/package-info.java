/**
 * Pods, scaling and configuration as Kubernetes knows them.
 *
 * <p>This is the room for discovery by informers, the readiness gate, the scaling hand, the leader
 * lease and configuration from ConfigMap and Secret. Nothing lives here yet: this version takes its
 * pods from a list in the file, and refuses {@code kubernetes:} in the configuration.
 */
@NullMarked
package io.spillway.k8s;

import org.jspecify.annotations.NullMarked;
