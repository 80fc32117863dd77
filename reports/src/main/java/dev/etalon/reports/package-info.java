/** The answer: where Etalon starts. */
@NullMarked
package dev.etalon.reports;

import org.jspecify.annotations.NullMarked;
