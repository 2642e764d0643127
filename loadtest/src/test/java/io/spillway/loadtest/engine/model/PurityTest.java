package io.spillway.loadtest.engine.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The engine model computes; a driver has the clock and the sockets. */
@AnalyzeClasses(
    packages = "io.spillway.loadtest.engine.model",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class PurityTest {
  @ArchTest
  static final ArchRule dependsOnTheJdkOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.spillway.loadtest.engine.model",
              "java.lang..",
              "java.util..",
              "java.nio",
              "org.jspecify..");

  @ArchTest
  static final ArchRule readsNoClock =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);
}
