package dev.etalon.oracle.pytorch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A function of tensors to one tensor, in ATen text: the operands' names and the lines that end in
 * {@code return}.
 *
 * <pre>{@code
 * new Script(List.of("input", "weight"),
 *     "return torch.conv2d(input, weight, None, [1, 1], [0, 0], [1, 1], 1)")
 * }</pre>
 *
 * <p>The text is read by TorchScript's importer, not by Python:
 *
 * <ul>
 *   <li>{@code torch.f} is the operator {@code aten::f}, and nothing else: no {@code
 *       torch.nn.functional}, whose functions are Python, except where ATen has one of that name.
 *       The overload is chosen by the arguments' types.
 *   <li>Whether an argument is {@code int} or {@code float} matters: {@code 1} for an {@code int},
 *       {@code 1.0} for a {@code float}, either for a {@code Scalar}. {@link #literal(double)}
 *       writes a double exactly, infinities and NaN included.
 *   <li>{@code None} stands for an absent tensor, number or dtype. A dtype is its number: {@code 4}
 *       is int64, {@code 5} float16, {@code 6} float32, {@code 7} float64, {@code 15} bfloat16.
 *       Booleans are {@code True} and {@code False}, text is in double quotes.
 *   <li>A list is {@code [1, 2]}; an empty one has a type: {@code annotate(List[int], [])}.
 *   <li>Of an operator with several results one is returned: {@code values, indices =
 *       torch.adaptive_max_pool2d(input, [2, 2])} and then {@code return values}.
 *   <li>A tensor made in the text lies on the processor in float32 unless made like an operand:
 *       {@code torch.zeros_like(input)}.
 * </ul>
 *
 * @param operands the names of the arguments, in order, all tensors
 * @param body the lines of the function, the last one a {@code return}
 */
public record Script(List<String> operands, String body) {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> RESERVED =
      Set.of(
          "self",
          "torch",
          "ops",
          "inf",
          "nan",
          "annotate",
          "uninitialized",
          "unchecked_cast",
          "and",
          "as",
          "assert",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "False",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "None",
          "nonlocal",
          "not",
          "or",
          "pass",
          "raise",
          "return",
          "True",
          "try",
          "while",
          "with",
          "yield");

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if there is no operand, a name is not an identifier, is
   *     reserved or occurs twice, or the body does not return
   */
  public Script {
    operands = List.copyOf(operands);
    if (operands.isEmpty()) {
      throw new IllegalArgumentException("a script has at least one operand; none was given");
    }
    Set<String> names = new HashSet<>();
    for (String name : operands) {
      if (!IDENTIFIER.matcher(name).matches() || RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "'%s' cannot name an operand; a name is letters, digits and '_', and not a word of the language"
                .formatted(name));
      }
      if (!names.add(name)) {
        throw new IllegalArgumentException("two operands are named '%s'".formatted(name));
      }
    }
    body = body.stripIndent().strip();
    if (body.lines().noneMatch(line -> line.strip().startsWith("return "))) {
      throw new IllegalArgumentException(
          "the script returns nothing; its last line is 'return' and an expression: " + body);
    }
  }

  /** A double as the text of a {@code float} that is read back as exactly this double. */
  public static String literal(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return Double.toString(value);
  }

  /** A list of integers, {@code [1, 2]}. */
  public static String literal(int... values) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ", ").append(values[i]);
    }
    return values.length == 0 ? "annotate(List[int], [])" : text.append(']').toString();
  }
}
