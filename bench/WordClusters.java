/** Prints the Brown clusters of English words in NLP4J: a word, a tab, and the longest path to its cluster. */
import java.io.BufferedInputStream;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tukaani.xz.XZInputStream;

public class WordClusters {
    private static final String LIST =
        "/edu/emory/mathcs/nlp/lexica/en-brown-clusters-simplified-lowercase.xz";

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        try (ObjectInputStream in = new ObjectInputStream(
                new BufferedInputStream(new XZInputStream(WordClusters.class.getResourceAsStream(LIST))))) {
            for (Map.Entry<String, ?> word : ((Map<String, ?>) in.readObject()).entrySet()) {
                Object paths = word.getValue();
                List<String> all = paths instanceof String[] ? List.of((String[]) paths) : List.copyOf((java.util.Collection<String>) paths);
                out.println(word.getKey() + "\t" + all.stream().max(Comparator.comparing(String::length)).get());
            }
        }
        out.flush();
    }
}
