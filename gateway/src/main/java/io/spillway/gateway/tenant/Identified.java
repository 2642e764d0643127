package io.spillway.gateway.tenant;

/** The outcome of looking at a request's key. */
public sealed interface Identified {
  /** The key is a tenant's, or none is needed. */
  record Known(Tenant tenant) implements Identified {}

  /** The key is missing or nobody's. */
  record Unknown() implements Identified {}
}
