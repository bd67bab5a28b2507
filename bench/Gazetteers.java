/** Prints the English gazetteers of NLP4J: a name, a tab, and the numbers of the lists that hold it. */
import edu.emory.mathcs.nlp.common.collection.tree.PrefixNode;
import edu.emory.mathcs.nlp.common.collection.tree.PrefixTree;
import java.io.BufferedInputStream;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tukaani.xz.XZInputStream;

public class Gazetteers {
    private static final String LISTS =
        "/edu/emory/mathcs/nlp/lexica/en-named-entity-gazetteers-simplified.xz";

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        try (ObjectInputStream in = new ObjectInputStream(
                new BufferedInputStream(new XZInputStream(PrefixTree.class.getResourceAsStream(LISTS))))) {
            print(((PrefixTree<String, Set<String>>) in.readObject()).getRoot(), "", out);
        }
        out.flush();
    }

    private static void print(PrefixNode<String, Set<String>> node, String name, PrintStream out) {
        if (node.getValue() != null) {
            out.println(name.trim() + "\t" + String.join(" ", new TreeSet<>(node.getValue())));
        }
        for (Map.Entry<String, PrefixNode<String, Set<String>>> next : node.entrySet()) {
            print(next.getValue(), name + " " + next.getKey(), out);
        }
    }
}
