/**
 * A class of solutions at once: who handed in what ({@link dev.etalon.reports.grade.ClassFolder}),
 * each solution judged in a process of its own and its verdicts kept, so that an interrupted run
 * goes on where it was ({@link dev.etalon.reports.grade.Grading}), points by method ({@link
 * dev.etalon.reports.grade.Weights}), and the result for spreadsheets and machines.
 */
@NullMarked
package dev.etalon.reports.grade;

import org.jspecify.annotations.NullMarked;
