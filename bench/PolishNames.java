/** Prints the forms with a capital letter in Morfologik's Polish dictionary, one a line. */
import java.io.PrintStream;
import morfologik.stemming.Dictionary;
import morfologik.stemming.DictionaryLookup;
import morfologik.stemming.WordData;
import morfologik.stemming.polish.PolishStemmer;

public class PolishNames {
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        Dictionary words = Dictionary.read(PolishStemmer.class.getResource("/morfologik/stemming/polish/polish.dict"));
        for (WordData word : new DictionaryLookup(words)) {
            if (Character.isUpperCase(word.getWord().charAt(0))) {
                out.println(word.getWord());
            }
        }
        out.flush();
    }
}
