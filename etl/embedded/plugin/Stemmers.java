package org.clippings.analysis;

import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bg.BulgarianStemFilter;
import org.apache.lucene.analysis.bn.BengaliStemFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.el.GreekStemFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fa.PersianStemFilter;
import org.apache.lucene.analysis.fi.FinnishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.gl.GalicianStemFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.hu.HungarianLightStemFilter;
import org.apache.lucene.analysis.id.IndonesianStemFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.lv.LatvianStemFilter;
import org.apache.lucene.analysis.no.NorwegianLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArmenianStemmer;
import org.tartarus.snowball.ext.BasqueStemmer;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.EstonianStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.IrishStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.LithuanianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SerbianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/** The languages of the `stemmer` token filter, by the names that Elasticsearch gives them. */
final class Stemmers {

    private static final Map<String, UnaryOperator<TokenStream>> BY_LANGUAGE = Map.ofEntries(
            Map.entry("arabic", ArabicStemFilter::new),
            Map.entry("armenian", snowball(ArmenianStemmer::new)),
            Map.entry("basque", snowball(BasqueStemmer::new)),
            Map.entry("bengali", BengaliStemFilter::new),
            Map.entry("bulgarian", BulgarianStemFilter::new),
            Map.entry("catalan", snowball(CatalanStemmer::new)),
            Map.entry("czech", CzechStemFilter::new),
            Map.entry("danish", snowball(DanishStemmer::new)),
            Map.entry("dutch", snowball(DutchStemmer::new)),
            Map.entry("english", PorterStemFilter::new),
            Map.entry("porter", PorterStemFilter::new),
            Map.entry("porter2", snowball(EnglishStemmer::new)),
            Map.entry("light_english", KStemFilter::new),
            Map.entry("minimal_english", EnglishMinimalStemFilter::new),
            Map.entry("possessive_english", EnglishPossessiveFilter::new),
            Map.entry("estonian", snowball(EstonianStemmer::new)),
            Map.entry("finnish", snowball(FinnishStemmer::new)),
            Map.entry("light_finnish", FinnishLightStemFilter::new),
            Map.entry("french", snowball(FrenchStemmer::new)),
            Map.entry("light_french", FrenchLightStemFilter::new),
            Map.entry("galician", GalicianStemFilter::new),
            Map.entry("german", snowball(GermanStemmer::new)),
            Map.entry("light_german", GermanLightStemFilter::new),
            Map.entry("greek", GreekStemFilter::new),
            Map.entry("hindi", HindiStemFilter::new),
            Map.entry("hungarian", snowball(HungarianStemmer::new)),
            Map.entry("light_hungarian", HungarianLightStemFilter::new),
            Map.entry("indonesian", IndonesianStemFilter::new),
            Map.entry("irish", snowball(IrishStemmer::new)),
            Map.entry("italian", snowball(ItalianStemmer::new)),
            Map.entry("light_italian", ItalianLightStemFilter::new),
            Map.entry("latvian", LatvianStemFilter::new),
            Map.entry("lithuanian", snowball(LithuanianStemmer::new)),
            Map.entry("norwegian", snowball(NorwegianStemmer::new)),
            Map.entry("light_norwegian", NorwegianLightStemFilter::new),
            Map.entry("persian", PersianStemFilter::new),
            Map.entry("portuguese", snowball(PortugueseStemmer::new)),
            Map.entry("light_portuguese", PortugueseLightStemFilter::new),
            Map.entry("romanian", snowball(RomanianStemmer::new)),
            Map.entry("russian", snowball(RussianStemmer::new)),
            Map.entry("light_russian", RussianLightStemFilter::new),
            Map.entry("serbian", snowball(SerbianStemmer::new)),
            Map.entry("spanish", snowball(SpanishStemmer::new)),
            Map.entry("light_spanish", SpanishLightStemFilter::new),
            Map.entry("swedish", snowball(SwedishStemmer::new)),
            Map.entry("light_swedish", SwedishLightStemFilter::new),
            Map.entry("turkish", snowball(TurkishStemmer::new)));

    private Stemmers() {}

    static UnaryOperator<TokenStream> of(String language) {
        UnaryOperator<TokenStream> stemmer = BY_LANGUAGE.get(language);
        if (stemmer == null) {
            throw new IllegalArgumentException("Invalid stemmer class specified: " + language);
        }
        return stemmer;
    }

    private static UnaryOperator<TokenStream> snowball(Supplier<SnowballStemmer> stemmer) {
        return in -> new SnowballFilter(in, stemmer.get());
    }
}
