package io.spillway.loadtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The tools drive a gateway from outside, over HTTP; only their tests have it on the class path.
 */
@AnalyzeClasses(
    packages = "io.spillway.loadtest",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class DirectionTest {
  @ArchTest
  static final ArchRule knowsNothingOfTheGatewaysInside =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.spillway.gateway..");
}
