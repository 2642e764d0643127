package io.spillway.router;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.ByteOrder;

/** The router decides; it does no I/O, starts no thread, reads no clock. */
@AnalyzeClasses(
    packages = "io.spillway.router",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class PurityTest {
  /** {@code java.nio} for its byte order alone: the hash reads words out of byte arrays. */
  @ArchTest
  static final ArchRule dependsOnTheJdkOnly =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "io.spillway.router..",
                      "java.lang..",
                      "java.util..",
                      "java.time..",
                      "java.nio.charset..",
                      "java.security..",
                      "org.jspecify..")
                  .or(type(ByteOrder.class)));

  @ArchTest
  static final ArchRule readsNoClock =
      noClasses()
          .that()
          .doNotHaveSimpleName("Ticker")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);
}
