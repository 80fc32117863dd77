package dev.etalon.reports;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The plan of the house: what each module may know. It stands in the last module, which sees all
 * four.
 */
@AnalyzeClasses(packages = "dev.etalon", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String REFERENCE = "dev.etalon.reference..";
  private static final String FIXTURES = "dev.etalon.fixtures..";
  private static final String ORACLE = "dev.etalon.oracle..";
  private static final String REPORTS = "dev.etalon.reports..";

  @ArchTest
  static final ArchRule everyClassLivesInARoomOfTheHouse =
      classes().should().resideInAnyPackage(REFERENCE, FIXTURES, ORACLE, REPORTS);

  @ArchTest
  static final ArchRule theReferenceKnowsNothingBelowIt =
      noClasses()
          .that()
          .resideInAPackage(REFERENCE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FIXTURES, ORACLE, REPORTS);

  @ArchTest
  static final ArchRule theFixturesKnowOnlyTheReference =
      noClasses()
          .that()
          .resideInAPackage(FIXTURES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ORACLE, REPORTS);

  @ArchTest
  static final ArchRule theOraclesKnowOnlyTheFixturesAndTheReference =
      noClasses()
          .that()
          .resideInAPackage(ORACLE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(REPORTS);

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("dev.etalon.(*).(*)..").should().beFreeOfCycles();

  /** The worker is the exception: standard output is its line to the process that started it. */
  @ArchTest
  static final ArchRule onlyTheCommandLineUsesTheStandardStreams =
      noClasses()
          .that()
          .resideOutsideOfPackage(REPORTS)
          .and()
          .haveNameNotMatching("dev\\.etalon\\.oracle\\.pytorch\\.TorchWorker(\\$.*)?")
          .should(ACCESS_STANDARD_STREAMS);
}
