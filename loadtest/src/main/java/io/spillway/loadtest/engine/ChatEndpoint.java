package io.spillway.loadtest.engine;

/** Chat or completions. */
final class ChatEndpoint implements Endpoint {
  private final Generator generator;
  private final Dialect dialect;

  ChatEndpoint(Generator generator, Dialect dialect) {
    this.generator = generator;
    this.dialect = dialect;
  }

  @Override
  public void serve(Arrived arrived) {
    generator.serve(arrived, arrived.body(), dialect);
  }
}
