package dev.etalon.reports.grade;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What somebody handed in.
 *
 * @param student whose it is: the name of the folder
 * @param file the solution; empty if there is none of the lab
 */
public record Submission(String student, Optional<Path> file) {}
