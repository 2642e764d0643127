package io.spillway.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Packages know only what lies below them. */
@AnalyzeClasses(
    packages = "io.spillway.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class LayersTest {
  @ArchTest
  static final ArchRule noPackagesKnowEachOther =
      slices().matching("io.spillway.gateway.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatReadsBytesKnowsNoNetwork =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.spillway.gateway.json",
              "io.spillway.gateway.inspect",
              "io.spillway.gateway.sse",
              "io.spillway.gateway.prefix",
              "io.spillway.gateway.session",
              "io.spillway.gateway.tenant",
              "io.spillway.gateway.responses",
              "io.spillway.gateway.error")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..", "java.net.http..");

  @ArchTest
  static final ArchRule theRelayDoesNotKnowWhoServes =
      noClasses()
          .that()
          .resideInAPackage("io.spillway.gateway.relay")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.spillway.gateway.http", "io.spillway.gateway.serve", "io.spillway.gateway.admin");

  @ArchTest
  static final ArchRule onlyTheKeeperLeadsPodsThroughTheGate =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.spillway.gateway.fleet", "io.spillway.gateway.serve")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.spillway.warmup..");
}
