/**
 * Solutions of labs before the judges: what is asked of a solution ({@link
 * dev.etalon.oracle.lab.LabExam}), the process that answers ({@link
 * dev.etalon.oracle.lab.PythonSolution}), and a verdict on each of its methods with the likely
 * mistake in words and the smallest input that shows it ({@link
 * dev.etalon.oracle.lab.MethodVerdict}).
 */
@NullMarked
package dev.etalon.oracle.lab;

import org.jspecify.annotations.NullMarked;
