package io.github.appliedset.command;

import io.github.appliedset.command.ErrorTopics.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints what the errors page says about one topic, or lists the topics. */
final class ExplainCommand implements Command {

    private static final String FOLDER = "docs/reference/";

    @Override
    public Manual manual() {
        return Manual.of("explains an error, or lists the topics", """
                        Prints the section of the errors page that a message refers to. Needs no database.""")
                .with(CommandOption.of("topic", "TOPIC", "the anchor at the end of a message, or its whole link")
                        .orEmpty())
                .example("topic=migration-failed")
                .calledElsewhere("describe", "why");
    }

    @Override
    public CommandResult run(CommandInput input) {
        ErrorTopics topics = new ErrorTopics();
        Optional<String> name = input.options().text("topic").map(ExplainCommand::withoutPage);
        if (name.isEmpty()) {
            return list(topics.all());
        }
        Topic topic = topics.find(name.get()).orElseThrow(() -> unknown(name.get(), topics.all()));
        String text = PlainMarkdown.of(topic.markdown(), FOLDER);
        Map<String, Object> json = json(topic);
        json.put("text", text);
        return new CommandResult(CommandResult.DONE, text, json);
    }

    /** The anchor of a whole link, as messages show it. */
    private static String withoutPage(String topic) {
        return topic.strip().substring(topic.strip().lastIndexOf('#') + 1);
    }

    private static CommandResult list(List<Topic> topics) {
        StringBuilder text = new StringBuilder("--applied-set.command=explain --applied-set.topic=TOPIC\n\n");
        int width =
                topics.stream().mapToInt(topic -> topic.name().length()).max().orElse(0);
        for (Topic topic : topics) {
            String name =
                    "  " + topic.name() + " ".repeat(width + 2 - topic.name().length());
            text.append(Paragraph.of(name, name.length(), topic.title()));
        }
        return new CommandResult(
                CommandResult.DONE,
                text.toString(),
                Map.of("topics", topics.stream().map(ExplainCommand::json).toList()));
    }

    private static Map<String, Object> json(Topic topic) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("topic", topic.name());
        json.put("title", topic.title());
        return json;
    }

    private static WrongUsageException unknown(String name, List<Topic> topics) {
        List<String> names = topics.stream().map(Topic::name).sorted().toList();
        return new WrongUsageException(
                "There is no topic '" + name + "'. The topics are",
                Paragraph.of("    ", 4, String.join(", ", names))
                        + NearestWord.to(name, names)
                                .map(nearest -> "Did you mean '" + nearest + "'?")
                                .orElse("--applied-set.command=explain lists them with their titles."));
    }
}
