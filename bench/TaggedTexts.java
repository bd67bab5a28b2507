/** Finds names with NLP4J: `java TaggedTexts.java TEXTS TAGGED` reads each file of one folder and writes one of the other, a token a line. */
import edu.emory.mathcs.nlp.decode.NLPDecoder;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

public class TaggedTexts {
    private static final String LEXICA = "edu/emory/mathcs/nlp/lexica/en-";
    private static final String SETTINGS =
        "<configuration><tsv><column index=\"1\" field=\"form\"/></tsv><lexica>"
            + "<ambiguity_classes field=\"word_form_simplified_lowercase\">" + LEXICA
            + "ambiguity-classes-simplified-lowercase.xz</ambiguity_classes>"
            + "<word_clusters field=\"word_form_simplified_lowercase\">" + LEXICA
            + "brown-clusters-simplified-lowercase.xz</word_clusters>"
            + "<word_embeddings field=\"word_form_undigitalized\">" + LEXICA
            + "word-embeddings-undigitalized.xz</word_embeddings>"
            + "<named_entity_gazetteers field=\"word_form_simplified\">" + LEXICA
            + "named-entity-gazetteers-simplified.xz</named_entity_gazetteers></lexica><models>"
            + "<pos>edu/emory/mathcs/nlp/models/en-pos.xz</pos>"
            + "<ner>edu/emory/mathcs/nlp/models/en-ner.xz</ner></models></configuration>";

    public static void main(String[] args) throws Exception {
        NLPDecoder decoder = new NLPDecoder(new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.UTF_8)));
        new File(args[1]).mkdirs();
        for (File file : new File(args[0]).listFiles()) {
            try (OutputStream out = new FileOutputStream(new File(args[1], file.getName()))) {
                decoder.decodeRaw(new ByteArrayInputStream(Files.readAllBytes(file.toPath())), out);
            }
        }
    }
}
