package dev.etalon.oracle.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.reference.composition.Composition;
import dev.etalon.reference.composition.ComputationalGraph;
import dev.etalon.reference.composition.Node;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.window.Window;
import dev.etalon.reference.window.WindowAxis;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Operators as JSON and back: an operator is a record, its attributes are the components. The
 * operators that are known are those of the catalogue and those that they are made of.
 */
public final class OperatorJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_LIST = 1 << 10;

  /** No case needs a larger window attribute, and sums of them stay far below an overflow. */
  private static final int MAX_WINDOW = 1 << 14;

  /** The most elements of a window: it is walked through even where no weight bounds it. */
  private static final long MAX_KERNEL = 1 << 20;

  /** The operators by name; several records may compute one operator. */
  private static final Map<String, Set<Class<? extends Operator>>> BY_NAME = known();

  private OperatorJson() {}

  private static Map<String, Set<Class<? extends Operator>>> known() {
    Map<String, Set<Class<? extends Operator>>> known = new LinkedHashMap<>();
    Catalog.recipes().stream().map(Recipe::operator).forEach(operator -> collect(operator, known));
    return known;
  }

  private static void collect(
      Operator operator, Map<String, Set<Class<? extends Operator>>> known) {
    known.computeIfAbsent(operator.name(), name -> new LinkedHashSet<>()).add(operator.getClass());
    List<Node> parts =
        operator instanceof ComputationalGraph graph
            ? graph.nodes()
            : operator instanceof Composition composition ? composition.graph().nodes() : List.of();
    parts.forEach(node -> collect(node.operator(), known));
  }

  /** The attributes of an operator. */
  public static ObjectNode attributes(Operator operator) {
    ObjectNode node = JSON.objectNode();
    putComponents((Record) operator, node);
    return node;
  }

  private static void putComponents(Record owner, ObjectNode node) {
    for (RecordComponent component : owner.getClass().getRecordComponents()) {
      put(AttributeName.of(owner.getClass(), component.getName()), value(owner, component), node);
    }
  }

  private static void put(String name, Object value, ObjectNode node) {
    if (value instanceof Window window) {
      node.set("kernel_size", each(window, WindowAxis::kernel));
      node.set("stride", each(window, WindowAxis::stride));
      ArrayNode padding = node.putArray("padding");
      window
          .axes()
          .forEach(axis -> padding.addArray().add(axis.paddingBefore()).add(axis.paddingAfter()));
      node.set("dilation", each(window, WindowAxis::dilation));
    } else if (value instanceof Record choice && isChoice(choice.getClass())) {
      node.put(name, AttributeName.choice(choice.getClass()));
      putComponents(choice, node);
    } else {
      node.set(name, json(value));
    }
  }

  private static ArrayNode each(Window window, ToIntFunction<WindowAxis> attribute) {
    ArrayNode values = JSON.arrayNode();
    Arrays.stream(window.each(attribute)).forEach(values::add);
    return values;
  }

  /** Whether a record is one of the records of a sealed interface that is no operator. */
  private static boolean isChoice(Class<?> type) {
    return type.isRecord()
        && !Operator.class.isAssignableFrom(type)
        && Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
  }

  private static boolean isSetOfChoices(Class<?> type) {
    return type.isInterface() && type.isSealed() && !Operator.class.isAssignableFrom(type);
  }

  private static JsonNode json(Object value) {
    if (value instanceof Operator operator) {
      ObjectNode node = JSON.objectNode().put("operator", operator.name());
      return node.set("attributes", attributes(operator));
    }
    if (value instanceof List<?> list) {
      ArrayNode elements = JSON.arrayNode();
      list.forEach(element -> elements.add(json(element)));
      return elements;
    }
    if (value instanceof Record part) {
      ObjectNode node = JSON.objectNode();
      putComponents(part, node);
      return node;
    }
    if (value instanceof Enum<?> constant) {
      return TextNode.valueOf(AttributeName.choice(constant));
    }
    if (value instanceof Double number) {
      return Double.isFinite(number)
          ? DoubleNode.valueOf(number)
          : TextNode.valueOf(number.toString());
    }
    if (value instanceof Integer number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (value instanceof String text) {
      return TextNode.valueOf(text);
    }
    throw new IllegalStateException("attributes of %s have no JSON".formatted(value.getClass()));
  }

  private static Object value(Record owner, RecordComponent component) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("%s cannot be read".formatted(component), e);
    }
  }

  /**
   * The operator of a name with attributes.
   *
   * @throws ConstraintViolation if it is not known, or not defined for these attributes
   */
  public static Operator operator(String name, JsonNode attributes) {
    return new Reading().operator(name, attributes);
  }

  /** One operator being read; it may contain others. */
  private static final class Reading {
    private int depth;

    Operator operator(String name, JsonNode attributes) {
      ConstraintViolation.require(
          ++depth <= MAX_DEPTH,
          () -> "operators are nested more than %d deep".formatted(MAX_DEPTH));
      try {
        Set<Class<? extends Operator>> named = BY_NAME.getOrDefault(name, Set.of());
        List<String> reasons = new ArrayList<>();
        // a name that the catalogue lacks, such as conv3d of conv2d's record, or a user's model
        Collection<Class<? extends Operator>> candidates = named.isEmpty() ? all() : named;
        for (Class<? extends Operator> candidate : candidates) {
          try {
            Operator operator = read(candidate, new Attributes(attributes));
            if (operator.name().equals(name)) {
              return operator;
            }
            reasons.add("they are those of " + operator.name());
          } catch (ConstraintViolation e) {
            reasons.add(e.getMessage());
          }
        }
        throw new ConstraintViolation(
            named.isEmpty()
                ? "unknown operator '%s'; 'etalon list' prints those that are known".formatted(name)
                : "the attributes of '%s': %s".formatted(name, String.join("; or ", reasons)));
      } finally {
        depth--;
      }
    }

    private static Set<Class<? extends Operator>> all() {
      Set<Class<? extends Operator>> all = new LinkedHashSet<>();
      BY_NAME.values().forEach(all::addAll);
      return all;
    }

    private <T> T read(Class<T> type, Attributes attributes) {
      T made = components(type, attributes);
      attributes.requireAllTaken();
      return made;
    }

    private <T> T components(Class<T> type, Attributes attributes) {
      RecordComponent[] components = type.getRecordComponents();
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        String name = AttributeName.of(type, components[i].getName());
        values[i] = component(components[i].getGenericType(), name, attributes);
      }
      try {
        Class<?>[] types =
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return type.getConstructor(types).newInstance(values);
      } catch (InvocationTargetException e) {
        throw new ConstraintViolation(String.valueOf(e.getCause().getMessage()));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("%s cannot be made".formatted(type), e);
      }
    }

    private Object component(Type type, String name, Attributes attributes) {
      if (type == Window.class) {
        return window(attributes);
      }
      if (type instanceof Class<?> raw && (isChoice(raw) || isSetOfChoices(raw))) {
        List<Class<?>> options =
            raw.isSealed() ? List.of(raw.getPermittedSubclasses()) : List.of(raw);
        String chosen = attributes.take(name).asText();
        for (Class<?> option : options) {
          if (AttributeName.choice(option).equals(chosen)) {
            return components(option, attributes);
          }
        }
        throw notAllowed(name, chosen, options.stream().map(AttributeName::choice).toList());
      }
      return value(type, name, attributes.take(name));
    }

    private static Window window(Attributes attributes) {
      int[] kernel = integers("kernel_size", attributes.take("kernel_size"));
      int[] stride = integers("stride", attributes.take("stride"));
      int[] dilation = integers("dilation", attributes.take("dilation"));
      List<JsonNode> padding = list("padding", attributes.take("padding"));
      int axes = kernel.length;
      long volume = 1;
      for (int extent : kernel) {
        volume = Math.min(volume * Math.max(1, extent), MAX_KERNEL + 1);
      }
      boolean allowed =
          stride.length == axes
              && dilation.length == axes
              && padding.size() == axes
              && volume <= MAX_KERNEL;
      ConstraintViolation.require(
          allowed,
          () ->
              "kernel_size, stride, padding and dilation need one value for each spatial axis, and a kernel of at most %d elements"
                  .formatted(MAX_KERNEL));
      List<WindowAxis> made = new ArrayList<>();
      for (int axis = 0; axis < axes; axis++) {
        int[] sides = integers("padding", padding.get(axis));
        ConstraintViolation.require(
            sides.length == 2, () -> "padding needs a pair (before, after) for each spatial axis");
        made.add(new WindowAxis(kernel[axis], stride[axis], sides[0], sides[1], dilation[axis]));
      }
      return new Window(made);
    }

    private static int[] integers(String name, JsonNode node) {
      int[] integers =
          list(name, node).stream().mapToInt(element -> integer(name, element)).toArray();
      for (int integer : integers) {
        ConstraintViolation.require(
            Math.abs((long) integer) <= MAX_WINDOW,
            () -> "%s has %d; allowed are up to %d".formatted(name, integer, MAX_WINDOW));
      }
      return integers;
    }

    private Object value(Type type, String name, JsonNode node) {
      if (type == int.class || type == Integer.class) {
        return integer(name, node);
      }
      if (type == double.class || type == Double.class) {
        return real(name, node);
      }
      if (type == boolean.class) {
        require(node.isBoolean(), name, node, "true or false");
        return node.asBoolean();
      }
      if (type == String.class) {
        require(node.isTextual(), name, node, "a text");
        return node.asText();
      }
      if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
        List<Object> elements = new ArrayList<>();
        for (JsonNode element : list(name, node)) {
          elements.add(value(list.getActualTypeArguments()[0], name, element));
        }
        return elements;
      }
      Class<?> raw = (Class<?>) type;
      if (raw.isEnum()) {
        return constant(raw, name, node);
      }
      require(node.isObject(), name, node, "an object");
      if (Operator.class.isAssignableFrom(raw)) {
        Operator inner = operator(node.path("operator").asText(), node.path("attributes"));
        require(raw.isInstance(inner), name, node, "an operator of this place");
        return inner;
      }
      return read(raw, new Attributes(node));
    }

    private static Object constant(Class<?> type, String name, JsonNode node) {
      List<String> choices = new ArrayList<>();
      for (Object constant : type.getEnumConstants()) {
        String choice = AttributeName.choice((Enum<?>) constant);
        if (node.isTextual() && node.asText().equals(choice)) {
          return constant;
        }
        choices.add(choice);
      }
      throw notAllowed(name, node.asText(), choices);
    }

    private static List<JsonNode> list(String name, JsonNode node) {
      require(node.isArray() && node.size() <= MAX_LIST, name, node, "a list, not too long");
      List<JsonNode> elements = new ArrayList<>();
      node.forEach(elements::add);
      return elements;
    }

    private static int integer(String name, JsonNode node) {
      require(node.isIntegralNumber() && node.canConvertToInt(), name, node, "a whole number");
      return node.asInt();
    }

    private static double real(String name, JsonNode node) {
      if (node.isTextual()) {
        switch (node.asText()) {
          case "NaN":
            return Double.NaN;
          case "Infinity":
            return Double.POSITIVE_INFINITY;
          case "-Infinity":
            return Double.NEGATIVE_INFINITY;
          default:
        }
      }
      require(node.isNumber(), name, node, "a number, 'NaN', 'Infinity' or '-Infinity'");
      return node.asDouble();
    }

    private static void require(boolean holds, String name, JsonNode node, String allowed) {
      ConstraintViolation.require(
          holds, () -> "%s is %s; it must be %s".formatted(name, brief(node), allowed));
    }

    private static ConstraintViolation notAllowed(String name, String given, List<String> allowed) {
      return new ConstraintViolation(
          "%s is '%s'; allowed are %s"
              .formatted(name, Text.brief(given), String.join(", ", allowed)));
    }

    private static String brief(JsonNode node) {
      return Text.brief(node.isArray() ? "a list" : node.toString());
    }
  }

  /** The attributes that are given, each to be taken once. */
  private static final class Attributes {
    private final JsonNode given;
    private final Set<String> taken = new LinkedHashSet<>();

    Attributes(JsonNode given) {
      ConstraintViolation.require(
          given.isObject(),
          () -> "attributes are missing; an object is needed, {} if there are none");
      this.given = given;
    }

    JsonNode take(String name) {
      taken.add(name);
      JsonNode node = given.get(name);
      if (node == null) {
        throw new ConstraintViolation(
            "'%s' is missing; given are %s".formatted(name, Text.brief(names().toString())));
      }
      return node;
    }

    private Set<String> names() {
      Set<String> names = new LinkedHashSet<>();
      given.fieldNames().forEachRemaining(names::add);
      return names;
    }

    void requireAllTaken() {
      Set<String> unknown = names();
      unknown.removeAll(taken);
      ConstraintViolation.require(
          unknown.isEmpty(),
          () -> "%s is unknown; allowed are %s".formatted(Text.brief(unknown.toString()), taken));
    }
  }
}
