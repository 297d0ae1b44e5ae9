/// Given names in use in 26 countries, folded, parted by spaces.
///
/// Written by the script in Deduplication.docc/Deduplication.md from the facts of Faker's locales
/// (MIT licence: which given names people have in a country); do not edit by hand,
/// `GivenNames.further` takes additions.
enum GivenNameTable {
  static let names = """
    aada aage aaliyah aapo aarne aaro aaron aatos abbas abbie abdi abdirahman abdis abdul \
    abdulahat abdulbekir abdulcemal abdulgazi abdulhadi abdulkadir abdulkerim abdullah abdullahi \
    abdulmenaf abdulsamed abdulsemet abdurrahman abdurresit abel abelone abid abigail abilio abiye \
    abjorn abraham abram abril abuzar acar acarkan achille achim acikel acilay aclan ada adak adal \
    adalbert adalberto adam adamo adams adan adasal adela adelaida adelaide adelardo adelasia \
    adelbert adele adelgunde adelheid adelia adelin adelina adelinde adeline adelmo adem adi \
    adigun adila adina adis adlan admir adnan adolf adolfine adolfo adolfs adomas adonis adora \
    adoracion adrian adriana adriane adrianna adriano adrien adrienn adrienne adrija adrijana \
    adviye afer aferdita afife afonso africa afrim agakisi agapito agata agatha agathe agbegim age \
    agim aglaia agmur agne agnes agnesa agnese agneta agnete agnieszka agnolo agnos agostino \
    agripina agris agron aguda agustin agustina ahat ahmad ahmed ahmet ahsen ahter ahti aida aiden \
    aiga aigars aija aiko aila aili aime aimee aimo aina ainara ainars aino ainoa airi aisha \
    aistis aitana aitor aivar aivaras aivars ajan ajda ajla ajna akalan akar akatay akay akbas \
    akboga akcabay akcasu akcivan akdora akdurmus ake akgol akgunes aki akif akinal akise akkerman \
    akmaner akmaral akos akoz aksay aksel akseli aksogut aksoy aktemur akver akyildiz alaaddin \
    alabezek aladdin alain alan alana alanalp alara alattin alaz alba alban albano alberico albert \
    alberta alberte albertina albertine alberto alberts albin albina albino albrecht albulena \
    alcan alcides alderano aldin aldis aldo ale alea alec alejandra alejandro alejo aleks \
    aleksandar aleksander aleksandr aleksandra aleksandras aleksandrs aleksanteri aleksei aleksej \
    aleksi alemsah alen alena alenka aleodor ales alessandra alessandro alessia alessio alex alexa \
    alexandar alexander alexandr alexandra alexandre alexandria alexandrie alexandrina alexandros \
    alexandru alexe alexei alexej alexia alexis alf alfio alfons alfonso alfonz alfred alfredo \
    alfreds algirdas algis algot ali aliabbas alica alice alicia alicja alida aliihsan alin alina \
    aline alis alisa alise aliseydi alisha alisik alison alissa alistar alix alize alja aljaz \
    aljosa alkor alla allan allana allegra allen allison alma almast almir almudena almus almut \
    almuth alois aloisia alojz alojzia alojzij alojzija alondra alonso aloys alparslan alpcan \
    alphons alphonse alpin alpsu alsoy altin altinbike altincicek altinisin altinkaya altogan \
    altug alva alvar alvaro alve alvin alvine alwin alwina alwine alyssa alzbeta amac amada amadeo \
    amadeus amado amador amalia amalie amalija amancio amanda amandine amando amar amarilis amaro \
    amaya ambar amber ambrosio ambroz amedeo amedeu amela amelia amelie amelija america americo \
    amico amilcar amin amina amir amira amleto amor amparo amra amre amy amza ana anabel anabela \
    anabella anacleto anaida anais anamaria anargul anas anastasia anastasie anastasio anastasios \
    anastazie anastazja anatol anatoli anatolie anatolij anca ancuta anda andela anders andic \
    andjela andjelina andor andra andrada andras andre andrea andreas andree andreea andrei \
    andreia andrej andreja andrejka andrejs andres andress andrew andrey andri andrian andrija \
    andrin andrina andris andrius andrus andrzej andy ane anej anemona anes aneta anete anett \
    anette anezka angel angela angeles angelica angelika angelina angelino angelique angelita \
    angelo anghel anghelina angie ani anibal anica aniela anika aniko anina anisa anisoara anita \
    anja anka anke ankica ann anna annabel annabell annabella annabelle annak annalena annaliese \
    annalisa annalise annamaria annamarie anne annedore annegret annegrete annekatrin anneke \
    annelene anneli annelie annelies anneliese annelise annelore annemarie annemette annemie \
    annemijn annerose annett annetta annette anni annibale annica annick annie anniina annija \
    annika annikki annina annita annukka annunziata anny anouk ansaldo anselm anselma anselmo \
    ansgar ansis anssi antal antanas ante antero anthony antim antje anto antoaneta antoine \
    antoinette anton antonela antonella antonello antoni antonia antonie antonietta antonija \
    antonin antonina antonino antonio antonios antoniu antonius antons antony antra ants antti \
    antun anu anunciacion anuta anze apaydin apolena apolinar apollo apollonia apolonia apostolos \
    april araceli aral aran aranka aranzazu arben arbnor arcan arcelia arda ardian ardit ardita \
    argu ari aria ariadna arian ariana ariane arianna aribert arie ariel ariele arif arifcan arija \
    arijus arikol arild arina aripinar arisoy aristide aristides aristita arja arkadiusz arkut \
    arlette arlind arlinda armahan armandas armando armands armas armend armida armin arminas \
    arnaldo arnas arnaude arnd arndt arne arnfried arnim arnis arno arnold arnoldas arnolds arnost \
    arnulf arnulfo aroa aron aronas arpad arpag arsenie arsenio arsim arta artan artemio artemisa \
    arthur artis arto arttu artturi artur arturas arturo arturs aru arunas arvid arvids arvo \
    arvydas arziye arzu asa asafe asalet asbjorn ascension asdrubal ase asger ashan ashlee \
    ashleigh ashley asia asim asiman asir asko aslanhan asliye assar assunta asta aston astrid \
    astrit asu asuncion atagun atalay atanur atasagun atatore atena atenulf atgun athanasios atila \
    atilgan atilhan atilio atiyye atnan atte attila aud aude audrey audrius august augusta \
    augustas auguste augustin augustina augusto augusts aukusti aulikki aulis aune aura aurea \
    aureja aurel aurelia aurelian aureliana aureliano aurelie aurelija aurelio aurica aurimas \
    aurora aurore ausma ausra ausrine austin austra autumn ava avgust avni avram avsin avunc axel \
    axenia axinte aya ayasun ayaydin aybet aybora aycagul aycan aydar ayden aydinbey aydinc ayduru \
    aygonenc aygutalp ayhan aykut aykutalp ayla aylil aylin aylla aynilhayat aynimah aynur ayoub \
    aypar aysan ayse ayseana aysel aysema aysenur aysevim aysoy aysuna aytek ayten aytoz aytuna \
    ayulker ayvas ayyaruk azade azahar azahara azeglio azeneth azettin aziz azize azra azucena \
    azuolas baba babett babette baccio badegul bagdas bagdat bahaddin bahittin bahtinur baiba \
    bailey bajram baki balatekin balazs balca baldassare baldomero balduino baldur bali balint \
    balli baltas baltasar balthasar balz banel banu baptist bara barak barbara barbel barbora \
    barbro barbu barica baris bariscan barna barnabas barry barsen bart bartek bartholomaus \
    bartolome bartolomej bartolomeo bartolomeu bas basarab basay bashan bashkim basil basilio \
    basim basok basriye bastiaan bastian batirhan baturay baudelio bautista baydu baykan bayman \
    bayram bayruhan baytal bayzettin beat beata beate beatrice beatrix beatriz beau bebe becky \
    beda bedi bediriye bedri bedrich begim begona behiza behrem bekbay bekim bekir bektasi bela \
    belen belgizar belinda belkize bella bellisan belo ben benadik benas bence bendeguz benedek \
    benedetto benedict benedicte benedikt benedikte benedita benek bengibay bengt beni beniamin \
    benice benicio benigna benigno benita benito benjamim benjamin benno benny benoit benol benone \
    bent bente benthe bento benvenuto beppe berat beray beren berend berends berenice bergen berit \
    beriye berkal berki berksay bernabe bernadett bernadette bernard bernarda bernardino \
    bernardita bernardo bernd berndt bernfried bernhard bernhardine bernt bernward berra berran \
    berrin bert berta bertalan bertha berthe berthold bertil berto bertold bertram bertrand \
    bertulis besart besarta besey besim besin besnik beste beth bethan bethany betina betti \
    bettina betty beverley beverly beyda beyhatun beyler beyzade bezek biagio bianca bianka bibi \
    bibiana bican bidayet bienvenida bilal bilay bilender bilgen bilginur bilgutay biljana bilkay \
    bill billy biltas binay binbasar binisik birben birger birgid birgit birgitt birgitta birgitte \
    birgul birsan birsen birte birthe biruta bisar biserka bitten bitul bjarne bjorg bjorn \
    blahoslav blake blanca blanduzia blanka blas blaz blazej blazena blerim blerina blerta blutte \
    bo boaz bob boban bobby bodil bodo bogatimur bogdan bogdana boglarka bogomir bohdan bohdana \
    bohumil bohumila bohumir bohus bohuslav bohuslava bojan boje bol boleslav bonifac bonifacio \
    bonnie borahan boratas borbala borge boris borivoj borja borje borris bortecin borut borys \
    bostjan botond boynak bozbag bozena bozerk bozica bozidara bozo boztas brad bradley bradut \
    brady bram brandi brandon brandusa brandy branislav branislava branka branko brayan breanna \
    breda brencis brenda brendan breno brent bretislav brett brian briana brianna bridget brigida \
    brigita brigitta brigitte brit brita britt britta brittany brittney bronislava brooke bror \
    bruce bruna brunhild brunhilde bruni brunilda bruno bryan bryce bucur buget buhari bujar \
    bukurije bulunc bunaventura bunyamun burak burakhan burc burckhard burcuhan bureyre burghard \
    burim burkard burkhard burkhardt busra busranur buyrukhan bystrik cabir cacilia cacilie caga \
    cagdan caglar caglasin cagveren caio caitlin caitlyn caius cajsa cakar cakirca calcedonio \
    caleb calebe calim calin calista calisto calixta calixto callum calogero calti calvin camelia \
    cameron camil camila camilla camille camillo camilo camok can canal canan canberk candace \
    candela candelaria candelario candelas candeniz candice candida candido canfeza cangur cannur \
    canseven cansin cantemir cantez canur capkan capucine caren caridad carin carina carine carita \
    carl carla carlijn carlito carlo carlos carlota carlotta carly carmela carmelita carmelo \
    carmen carmina carmine carminho carol carola carole carolin carolina caroline carolyn carrie \
    carsten cas casandra casemiro casey casian casiana caspar casper cassandra cassidy cassie \
    catalin catalina catana catarina caterina catharina catherine cathleen cathrin cathrine cathy \
    catia catinca cato catrin catrina catrine catrinel cau caua cavit cavuldur cayetana cayetano \
    cazimir cebesoy cebrian cecile cecilia cecilie cecilija cecilio cedide cedric cedrin ceferino \
    celal celem celestina celestino celia celikkan celikyurek celilay celina celine celso cem \
    cemal cemalettin cemil cemiyle cenan cengiz centa cerasela cerci cercis cesar cesare cetin \
    cetinsu cevale cevheri cevikoz cevregul ceyhun ceylin cezar cezara cezary cezayir chad chantal \
    charlene charles charlie charline charlott charlotta charlotte charo chase che chelo chelsea \
    chelsey chema cheryl cheyenne chiara chita chlo chris christa christel christelle christer \
    christian christiana christiane christie christin christina christine christl christof \
    christofer christoffer christoph christophe christopher christos christy chucho chus chuy \
    cidal cihan cihandide cilga cilli cilly cindoruk cindy cinerk cintia cinzia ciprian cipriana \
    cipriano ciriaco ciril cirillo cirino cirkeline ciro cisem civgin claas claire clara clare \
    clarence clarice clarisa clarissa clas claude claudia claudine claudio claudiu claudius claus \
    clavs clayton clelia clemence clemens clemente clementina cleopatra cleto clifford climaco \
    clinton clive clo clotilde codin codrin codrina codrut codruta cody cogay cokan cole colette \
    colin colleen collin colpan colton coluccio concepcion concetta concha connie connor conny \
    conor conrad conrado constanca constance constanta constantin constantina constanza constanze \
    consula consulo copur cora coral coralia coralie cord cordula corey corina corine corinna \
    corinne coriolano cornel cornelia cornelio cornelis corneliu cornelius corona corrado corsin \
    corvin cory cosima cosimo coskun cosme cosmin cosmina costache costantino costanzo costel \
    costin courtney craig crenguta crescencia crin crina cristea cristian cristiana cristiano \
    cristina cristobal cristofor cruz crystal csaba csilla csongor ctibor ctirad cuheyna cuman \
    cuneyit curdin curro curt curtis custodia custodio cvetka cvetko cynthia cyprian cyril cyrill \
    czeslaw daan dace dacian daciana dafina dafne dag dagistan dagmar dagmara dagny dagobert \
    daiana daiga daina dainis dainius daisy dajana dakota dalan dale dalia dalibor dalila dalkilic \
    dalton damaris damian damiano damien damijan damir damjan damjana damlanur damon dan dana dani \
    danica daniel daniela daniele danielius daniella danielle daniels danijel danijela danilo \
    danique danis danny dante danuse danuta daphne dardan daria dariana darija darin darina \
    darinka dario darius dariusz darja darko darlene darrell darren darryl darta daryl dasa dave \
    davi david davide davis davor davorin dawid dawn dayar dean deanna debbie debora deborah debra \
    decebal declan deger degmeer deha deividas dejan del delfina delfino delia delil delphine \
    demeter demetra demetrio demi demirbuken demiriz demirok demiryurek denes denis denisa denise \
    deniz denizalp denkel dennis denny derek derkay derrick derya deryanur desiderio desiree \
    despina destiny detlef detlev devin deviner devon dewi dex dezider dezso diamond diana diane \
    diar dick dida didier didina diedrich diego dierk dieter diethard diethelm diether dietlind \
    dietlinde dietmar dietrich dijana diken dilara dilcan dilder dilfeza dilhus dillon dilsat \
    dilsitan dimas dimitri dimitrina dimitrios dina dincer dinckol dincsu dinis dino dinu diogo \
    dion dionigi dionisia dionisio dionyz dirican dirk dirlik dita ditmar ditte dittmar divan \
    dmitri dobromila dobroslav dobroslava dochia dogan doganalp dogannur dogansah doguhan doina \
    dolensoy dolores dolun dom domagoj domantas domas domen domenic domenica domenico dominga \
    domingo domingos dominic dominik dominika dominique dominyka dominykas domitila domnica don \
    donald donat donata donatas donatella donatello donato doner donna dora doreen dorel dorian \
    doriana dorin dorina dorinel doris dorit dorita dorle dorli dorota dorotea doroteja dorothe \
    dorothea dorothee dorothy dorottya dorte dorthe doru dorukhan douglas dovile dovydas draga \
    dragan dragana dragica drago dragos dragutin drahomir drahomira drahoslav drahoslava drazen \
    drew drilon drita driton duane duarte ducu duha duilio duje dulce dumitra dumitrana dumitru \
    duncan dundaralp dunja duracan durante durdali durdica durgadin durmusali duro durrusehvar \
    dursadiye dursun duruk duruoz dusan dusanka dustin duuk duyguhan dwayne dylan dylano dzidra \
    dzintars dzintra earl eba ebba ebbe eberhard eberhardt ebony ebuakil ecaterina ecegul ecemis \
    eckard eckart eckehard eckhard eckhardt eckhart ecrin eda edaviye edda eddie edelbert edelgard \
    edelmira edelmiro edeltraud edeltraut edeltrud eder edgar edgaras edgardo edgars edgubay edin \
    edina edit edita edite edith editha edmond edmund edmundo edmunds edoardo edon edona edouard \
    edu eduard eduarda eduardo eduards edvard edvardas edvin edvinas edvins edward edwin eelis \
    eemeli eemil eerik eero eetu eeva efe efil eflatun efrain efser eftimia eftimie egbert egenur \
    eggert egidijus egil egils egle egon egzon egzona ehrenfried ehrentraud ehrhard eidvile eija \
    eila eileen eimantas einar einari einer eino eira eirik eitel eivind eivor ekaterina ekber \
    ekkehard ekkehart ekmel ekrem ela eladio elaine elamiye elba elda elea eleanor eleanora elemer \
    elena eleni elenore eleonor eleonora eleonore eleuterio elfi elfie elfriede elgin elhan eli \
    elia eliana eliane elias elif elifnur eligia eligio eliisa elijah elin elina eline elinor elio \
    elis elisa elisabet elisabeta elisabete elisabeth elisabetha elisabetta elisaveta elise eliseo \
    eliska elita eliza elizabeta elizabete elizabeth elize elke ella elladio ellen elli ellie \
    ellinor elliot elliott elly elma elmar elmars elmer elmeri elmo elna elnur eloa eloah elodia \
    elodie elof eloisa eloise elona elove eloy elpidio elsa elsbeth else elsebeth elsie elsy elton \
    elvan elvin elvira elvis elvy elwira elyas elza elzbieta ema emal emanoil emanuil emanul \
    emanula emanule emanulla emanully emelie emelina emely emese emigdio emil emile emilia emilian \
    emiliana emiliano emilie emilija emilio emilis emilly emils emily emin emina emine emir \
    emirsan emis emma emmanul emmanulle emmerich emmi emmy emperatriz emre emrullah enar encarna \
    encarnacion encarnita endre endrit ene enea enes enfes engelbert engin enginiz engla eniko \
    enis enna ennio enno enrico enrika enrique ensar ensari ensio enver enya enzio enzo epifanio \
    eral eraldo erasmo eraycan erbay erbil ercan ercihan erdal erdemer erdibay erdmute erdogan \
    erdursun erem eremia eren erenalp erensoy ergener erginel ergonul ergul ergun erhard erhardt \
    eric erica erich erick erik erika erikas eriks erin erina erincer erion eris erkan erkilic \
    erkinel erkki erksoy erland erling ermanis ermanno ermenegildo ermes ermutlu erna ernest \
    ernestas ernestine ernesto ernests erno ernst erogul erol eroz ersat ersec ersel ertan erten \
    ertun ertuncay ervaniye ervin erwin eryildiz eryk erzsebet esa esben esenbay esengun esenturk \
    esila esim eskil eskinalp esko esma esmanperi esmarelda esmee esmeralda esna espen esperanza \
    espiridion esra esref essi esteban estefania estela estelle ester estera esteri esther \
    estrella eszter etela etelka etelvina ethan ethel etienne etta ettore eufemia eufrosina eugen \
    eugene eugenia eugenie eugenio eulalia eunika eusebia eusebio eusebiu eustaquio eustatiu \
    eutimio eutropio eva evald evaldas evalds evamaria evan evangelia evangelina evangelista \
    evangelos evanghelina evaristo evcimen evde eve evelia evelien eveliina evelin evelina eveline \
    evelyn evelyne evert evi evie evija evita evrim evrimer evy ewa ewald ewelina eyyup ezequiel \
    ezgin ezgutekin ezio faas fabia fabian fabiana fabienne fabio fabiola fabrice fabricio \
    fabrizia fabrizio fadil fadila fadile fadime fahrullah faith faize falk falko fami fanni fanny \
    faruk fatigul fatih fatima fatime fatinur fatma fatmanur fatmir fatmire faton faustas faustino \
    fausto fay faye fayize fazul febe fedde fedele feden federica federico federigo fedor fehim \
    fehmiye felice felicia feliciana feliciano felicidad felicitas feliks feline felipa felipe \
    felisa felix felizitas fem femke fenna fenne fenni ferahdiba ferat feraye ferdi ferdinand \
    ferdinando feremez ferenc ferhan ferihan ferinaz fermin fermuta fernanda fernande fernando \
    fersan feryas ferzi fetullah feyha feyruz feyzin feza fiamma fidaye fidel fidela fien fiene \
    fildan filip filipa filipe filippa filippo filit filiz filofteia filomena finn fiodor fiona \
    fiorenzo fiorino firdevis fisnik fitim fitnat fito fitore flamur flavia flavio flaviu flemming \
    fleur floare floarea floor floortje flor flora florea florence florencia florencio florent \
    florenta florentin florentina florentine florentino florian floriana floriane florica florim \
    florin florina florinda floris flurin flurina folke folker folkert fortunata fortunato fran \
    franc franca france frances francesca francesco franci francine francis francisc francisca \
    francisco francisek franciska franciszek franck franco francois francoise franjo frank franka \
    franklin frans frantisek frantiska franz franziska frauke fred freddy frede frederic frederick \
    frederico frederik frederika frederike frederikke frederique fredi fredo fredric fredrik \
    fredrika fredy freia freja freya fricis frida fridolin fridrich frieda friedbert friedemann \
    frieder friedericke friederike friedhelm friedhilde friedhold friedl friedlinde friedo \
    friedrich frithjof fritz frode frusina fryderyk fugen fulgencio fulvio fuma fuzuli fynn gabel \
    gabi gabino gabor gabriel gabriela gabriele gabrielius gabriella gabrielle gabrielly gaby gaia \
    gaida gail gaja gal gala galasso galina galip galle galo gani ganim ganimete ganiye gareth \
    garrett garry gary gaspar gaspare gaston gastone gatano gatis gavin gazel gazmend geanina \
    gebhard gederts gediminas geert geir gejza gelengul gelsomina gelu gema gemma gencaslan gencay \
    gene genevieve gennaro genovefa genoveva gentiana geoffrey georg george georgel georges \
    georgeta georgette georgia georgian georgiana georgina georgine georgios gerald geraldine \
    geraldo gerard gerardo geray gerd gerda gerdi gereon gerfried gergely gergo gerhard gerhardt \
    gerhart gerhild gerlind gerlinde germaine german germana gernot gero gerold gerolf geronimo \
    gerrit gert gerta gerti gertraud gertraude gertraut gertrud gertruda gertrude gertrudis \
    gervasio gerwin gesa gesche gesine geta geza ghenadie gheorghe gheorghita gherghina ghislaine \
    ghita giacinto giacobbe giacomo giada giampaolo giampiero gian giancarlo gianfrancesco \
    gianfranco gianina gianluca gianluigi gianmarco gianna gianni gianpaolo gianpietro gica gicu \
    giedre giedrius giel giesela gijs gil gilbert gilberte gilberto gilda gilles gillian gillis \
    gilman gina ginette gino gintare ginyas gioacchino gioachino gioffre gioia giole gion gionata \
    giorgia giorgian giorgiana giorgio giosu giovanna giovanni girolamo girts gisa gisbert gisela \
    gisele gislinde gitta gitte giulia giuliana giuliano giulietta giulio giuseppa giuseppe \
    giuseppina giustino giz gizela gizella gladys glauco glen glenda glenn gloria goda godofredo \
    goffredo gok gokay gokbudun gokce gokcebalan gokcil goken gokhan goknur gokperi goksev gokten \
    goli goncafer goncalo gonen gonul gonzalo goran gorazd gordana gordon gorgunay gorklu gorm \
    gorsev gosta gote gottfrid gottfried gotthard gotthilf gotthold gottlieb gottlob gotz goyo \
    gozel gozem grace gracia graciana graciano graciela graham grame grant gratian gratiana \
    gratiela grazia graziano graziella grazyna greca greco greg grega greger gregg gregoire gregor \
    gregorian gregorio gregory greta gretchen grete gretel grethe gretl grieta grigore griselda \
    grit gro grzegorz guadalupe guarino gucal guclur gucyeter gudrun gudula guglielmo guido \
    guilherme guillaume guillermo guiomar guiseppe gul gulaga gulay gulbani gulbeyan gulbiye gulce \
    gulcegun guldam gulder guldunya gulegen gulel gulenay guler gulev gulfari gulfeza gulgen \
    gulguzel gulhisar gulinaz gulkadin gulluhan gulmisal gulnaziye gulozge gulper gulsa gulsahin \
    gulsalin gulselin gulsen gulseref gulseren gulsevil gulsiye gulsu gulten gulter gulus \
    gulzadiye gumustekin gun gunar gunars gunaydin gunborg gunda gundel gunden gundhild gundi \
    gundolf gundula gunduzalp gunebakan guneri gungordu gungoren gunhild gunilla gunita gunkurt \
    gunn gunnar gunnel gunner gunsel gunsen gunser gunta guntars gunter gunther guntis guntram \
    gunver gunvor gurarda gurcuye gurelcem gurli gursal gurten gustaf gustas gustav gustavo gustaw \
    gusti gusztav guus guusje guvercin guy guzey gwendolyn gyda gyongyi gyorgy gyorgyi gyozo gyte \
    gytis gyula gzim habibe haciali hacile hadassa hadrey hafiza hagen hailey hajnalka hajo hakan \
    hakikat hakon halenur haley halidun halil halina haliye haluk hami hamid hamiyet hampus hamza \
    hana hanbiken hanedan hanife hanim hanna hannah hannchen hanne hannele hannelore hannes hanni \
    hanno hanns hannu hanny hans hansgeorg hansjoachim hansjorg hansjurg hansjurgen hanspeter \
    hansrudi hanss hansuli hansultan haralamb haralambie harald harbinaz hardy harijs haris hariz \
    harm harold haroldo harri harriet harro harry hartmut hartmuth hartwig harun hasan hasbek \
    hasgul hasret hassan hasso hatem hatice hatin hava havali havard havse hayali haydee hayden \
    hayel hayley hayret hayrunnisa hazel hazine hazrat heather hector hedda hedi hedvig hedviga \
    hedvika hedwig hedy hege heide heidelinde heidelore heidemarie heiderose heidi heidrun heidy \
    heike heikki heiko heimo heiner heinfried heini heino heinrich heinz heitor hekime hekmet \
    helen helena helene helfried helga helge heli helina heliodoro hella helle hellena hellevi \
    hellmut hellmuth helma helmar helmer helmi helmtrud helmut helmuth heloisa helvi hendrik \
    henife henna henner henni henning henny henri henric henrich henrieta henrietta henriette \
    henrik henrike henrikki henriks henrique henry henryk heracleea heraclio herbert herberto \
    herdis heribert heriberto herlinde herma herman hermanis hermann hermanni hermenegildo hermina \
    hermine herminia herminio hernan hernando herrmann herta hertha herwig heva heyvetullah \
    hezniye hicsonmez hidde hidir hifzullah hilario hilary hilayda hilda hildburg hilde hildegard \
    hildegart hildegund hildegunde hilding hilkka hillevi hilma hilmar hiltraud hiltrud hindal \
    hinet hinrich hipolito hjalmar hjalte hjordis holger hollie holly holm honore horacio horatiu \
    horea horia horst hortense hortensia hortenzia horymir hoskadem howard hrvoje huban hubert \
    hubertine hubertus huda hudavent hugh hugo hugus hugutte hukumdar hulda hulya humberto humeyra \
    hunalp hunor hunter hurdogan hurican hurmet hurside huruyet huryasar huseyin husmen husnuhal \
    hussein huzuri hynek iacob iain ian iancu ianis iara iasmina ib iban iben ibolya ibrahim ica \
    icimbike ida ide idik idiris idriz idun ieremia ieva ignac ignacia ignacio ignacy ignas ignatz \
    ignaz ignazio igne igor igors ihsan iida iiris iisakki ika iker ikiz iklim ilalmis ilari \
    ilaria ilarie ilarion ilbek ildefonso ildem ildes ildiko ildiz ileana ilenia ilga ilgi ilhan \
    ilias ilie ilija ilim ilinca ilir ilja ilka ilkbahar ilkim ilkka ilklima ilmafer ilmari ilmars \
    ilona ilonka ilper ilse ilsu ilteris ilze imam imants imelda imer imge imke immo imran imre \
    imren imrich imrihan ina inancli inara inaya incifir indra indre indrek indrikis indy ines \
    inese ineta inez ing inga ingalill ingbert inge ingeborg ingeburg ingegard ingegerd ingela \
    ingelise ingelore ingemar inger ingetraud ingetraut ingmar ingo ingolf ingrid ingrida ingried \
    inguna ingvar inigo inka inken inkeri inmaculada inna inocencio inocentiu insa insaf inta \
    intihap ioan ioana ioanina ioannis iolanda ion ionel ionela ionelia ionica ionut iosefina \
    iosif ippazio ira iren irena irene irfan iridenta irina irinel iris irja irma irmantas irmela \
    irmeli irmengard irmgard irmhild irmi irmingard irmtraud irmtraut irmtrud iryna isa isaac \
    isabel isabela isabell isabella isabelle isabelly isac isadora isaiah isaias isak isaque \
    isaura iscan ise isidor isidora isidoro isidro isikay isiman isin isis islime ismail ismal \
    ismet ismik ismo isolde isra istvan itziar iulia iulian iuliana iuliu iurie iustin iustina \
    iustinian iva ivan ivana ivanka ivano ivar ivars ivecen iver iveta ivica ivka ivo ivona ivonne \
    ivy iwan iwo iwona iyiyurek izabela izabele ize izel izgu izidor iztok jaakko jaan jaana \
    jaanus jacek jacinta jacinto jack jackie jackson jaclyn jacob jacobine jacobo jacopo \
    jacqueline jacques jade jadranka jadwiga jafet jaime jaka jake jakob jakobs jakov jakub jal \
    jalmari jamal james jamie jan jana jane janet janeta janett janette janez jani janic janice \
    janick janik janin janina janine janis janja jankat janko jann janna janne janni jannie jannik \
    jannis jano janos janosch janus janusz jaqueline jara jared jari jarkko jarl jarmila jarmo \
    jarno jarolim jaromir jaromira jaron jaroslav jaroslava jaroslaw jaruthip jasin jasmijn jasmin \
    jasmina jasmine jasminka jasna jason jasper javi javier javiera jay jayda jayden jaylinn jayne \
    jayson jazeps jazmin jean jeana jeanette jeanine jeanne jeannette jeannine jedrzej jeff \
    jeffery jeffrey jekabs jekaterina jekaubs jele jelena jelka jelle jelte jemma jenaro jenel \
    jenna jenni jennie jennifer jenny jeno jens jente jeppe jere jeremi jeremiah jeremias jeremy \
    jergus jerica jerker jermaine jernej jerneja jerome jeronimo jerry jerzy jesper jesse jessica \
    jessika jesus jesusa jet jetmir jeton jevgeni jezups jil jill jillian jim jimena jimmie jimmy \
    jindrich jindriska jinthe jip jiri jirina jitka jo joachim joacim joakim joan joana joann \
    joanna joanne joao joaquim joaquin joaquina job jobst jocelyn jocelyne jochem jochen jodi \
    jodie jody johan johana johann johanna johanne johannes johans john johnathan johnnie johnny \
    jokubas jol jolan jolana jolanda jolanta jolanthe jolie jolijn joline jolle jon jona jonah \
    jonas jonatan jonathan jonathon joni jonna jonny joona joonas joonatan joost jop jordan \
    jordana jordi jordy jorg jorge jorgen joris jorma jorn jort jorune jorunn jose josef josefa \
    josefiina josefin josefina josefine josep joseph josephine josette josh joshua josiane josip \
    josipa josko joso jost josu josua jouko jouni jovan jovana jovita joy joyce jozef jozefa \
    jozefina jozica jozo jozsef juan juana juanita juanito judit judita judith judy juha juhana \
    juhani juho jukka jula jule jules julia julian juliana juliane julianna julie julien julieta \
    juliette julija julijana julijs julio julita julius juliusz juna june juni junior juozas juraj \
    jure jurg jurgen jurgita juri jurij juris jurre jussi justas justin justina justinas justine \
    justus justyna jusuf jutta juul juulia juuso jyrki jytte kaan kaarina kaarlo kacper kader \
    kadinana kadri kahir kai kaija kaique kaisa kaitlin kaitlyn kaj kaja kajetan kajsa kajus \
    kalervo kalevi kalgay kalina kalle kalman kaltrina kamar kamil kamila kamilly kanak kandef \
    kanpulat kapagan kara karabas karaca karakucak karanbay karar karatas karcan kardelen kare \
    karel karen kari karim karin karina karine karl karla karlfried karlheinz karlijn karlina \
    karlis karlo karlukhan karmen karol karola karoliina karolin karolina karoline karolis karoly \
    karsten kasif kasim kasimir kaspar kaspars kasper kastriot kata katalin katariina katarina \
    katarzyna katcha kate katelyn katerina katharina katharine kathe katherina katherine kathi \
    kathleen kathrin kathryn kathy kati katia katica katie katja katri katriina katrin katrina \
    katrine katy kauko kaver kavurt kay kayagun kaygusuz kayit kayla kaylee kayleigh kayrabay \
    kazim kazime kazimierz kazimir keano kefser keijo keith kelami keld kelli kellie kelly kelsey \
    kemal ken kenan kendra kenn kennet kenneth kenny kent kenter kenth kerim kerime kerman kerri \
    kerry kerstin kerttu kestutis kete kevim kevin kezban khadija khaled khalid kian kiara kibar \
    kick kieran kifaye kike kiki kilian kilicbay kim kimberley kimberly kimmo kinel kinga kipras \
    kira kiramettin kirat kirgiz kirk kirsi kirsten kirsti kirstin kirstine kirsty kismet kitan \
    kitti kivilcim kiyasi kizil kiziltunc kjeld kjell kjersti kjetil klaas klara klare klas \
    klaudia klaudie klaus klavdija klavs klemen klemens klement kliment klothilde knud knut \
    kocabas kocak kockan koker koktas koldan koloman kon koncagul konguralp konrad konradus \
    konstantin konstantinos konstanty konstanze kopan koray korbinian kordula korinna korkmazalp \
    kornel kornelia kornelija kornelius korugan kosemen kosukhan kotryna kotuz kreszentia kreszenz \
    kriemhild krisjanis kriss krista kristaps kristen krister kristers kristi kristian kristiana \
    kristiane kristie kristiina kristijan kristin kristina kristine kristjan kristof kristofer \
    kristoffer kristopher krists kristupas kristy kristyna krisztian krisztina krisztofer krystal \
    krystian krystof krystyna krzysztof ksawery ksenija kubran kuddusi kujtim kullervo kumar \
    kumral kunibert kunigunda kunigunde kuno kursad kurt kushtrim kustaa kutay kutgun kutun kveta \
    kvetoslav kvetoslava kyan kyano kyara kyle kylie kyllikki kyra labinot lacey lacramioara lada \
    ladina ladislau ladislaus ladislav ladislava lage laika laila laimonis lais lajos lale lalo \
    lambert lamberto lana lance lando lara larisa larissa larke larry lars lascar lasse lassi \
    laszlo latasha latitia latoya laura laure laureano laureen lauren laurence laurens laurent \
    laurentia laurentiu laurenz lauretta lauri laurian lauriane laurie laurin lauris laurita \
    laurits laurynas laus laust lavinia lavize lawrence layla lazar lazaro laze lazzaro lea leah \
    lean leana leander leandra leandro leane leanne leano leart ledion ledun lee leena leevi leia \
    leif leigh leila leire leja lejla lelia lena lene leni lenka lenn lennard lennart lennarth \
    lenny leo leocadia leocadio leokadia leon leona leonard leonardo leoncio leone leonel leonhard \
    leoni leonid leonie leonor leonora leonore leons leontin leontina leontine leopold leopolda \
    leopoldina leopoldine leopoldo leordean leos leroy lerze lesana lesia lesley leslie leszek \
    leticia leticija letitia letizia levente levi levin levoslav lewis lex leyla leyli leyre \
    lezize li lia liam lian liana liane lias liba liberto libor libusa libuse lica licia lidia \
    lidija lidwina lieke liene liepa liesa liesbeth lieschen liesel lieselotte lieve liga ligia \
    ligita liisa lili lilia lilian liliana liliane lilija lilijana lilita lilja liljana lill lilla \
    lillemor lilli lilly lilo lily limon lina linas linda linde lindita lindsay lindsey line linn \
    linnea lino linus lio lioara lioba lionel liridon liridona lirim lis lisa lisandro lisanne \
    lisbet lisbeth lise liselott liselotte lisette lissi lissy liv liva livia livio liviu liwia \
    liz liza lize lizete lizz lizzy ljiljana ljubica ljubisa ljubov ljudmila lo lodovico logan \
    loic loida lois lok loke lola lolita lona lone loni lonnie lope lora lore loredana lorelei \
    lorena lorenz lorenza lorenzo loreto loretta lori lorik lorin loris lorraine los lot lothar \
    lott lotta lotte lotti lou loui louie louis louisa louise lourdes lourenco lova love lovis \
    lovisa lovre lovro lowe luan luana luara lubica lubomir lubomira lubor lubos luboslav \
    luboslava luc luca lucas lucca luce lucentiu lucette luchino lucho lucia lucian luciana \
    luciano lucie lucien lucienne lucija lucila lucio lucretia lucretiu lucrezia lucy ludek ludger \
    ludivine ludmila ludmilla ludolf ludomil ludomila ludovic ludovica ludovico ludovit ludvig \
    ludvik ludwig ludwina lufen luigi luigia luigina luis luisa luise luisina luitgard luiz luiza \
    lujza luka lukas lukasz luke luljeta lulzim luminita lumir luna lunna lupe lupita lutfi lutz \
    luuk luz luzia luzie luzius lya lydia lydie lykke lynda lynn lynne maaike maaria maarit \
    maarten maartje macarena macaria macario macide maciej mackenzie macs madalena madalin \
    madalina madara maddalena made madeleine madelene madelief madeline madison madlen mads \
    mafalda magali magarete magda magdalena magdalene magdolna maggie magne magnus magret magrit \
    mahdi mahigul mahir mahmoud mahmut mahnaz mahsun mahter mahulena maia maida maie maija maik \
    maike maiken maire maite maj maja majken majvor makayla maks maksim maksimiljan maksude maksur \
    maksymilian mal malcolm malea malena malene malgorzata malik malika malin malina malle mallory \
    malou malte malthe malva malvina malwina mamen manca manda mandy manfred manja manola manole \
    manolo manon mans mansurali mantas mante manu manul manula manulita manulla mar mara marc \
    marcantonio marcel marcela marcelina marcelino marcell marcella marcelle marcello marcelo \
    marcheta marcia marcial marciano marcin marcio marco marcos marcu marcus mare mareen mareike \
    mareile marek mareks maren marga margaret margareta margarete margaretha margarethe margarida \
    margarita margaritha margaud margaux margherita margit margita margitta margot margret \
    margreth margrethe margrieta margrit margrith margurite margus mari maria mariah mariam marian \
    mariana mariane marianela mariangela mariann marianna marianne mariano maribel marica maricela \
    maricica maricruz marie mariechen mariele mariella marielle marieluise marietta mariette \
    marija marijan marijana marijn marika marilena marilyn marin marina marine marinela marinette \
    marinka marino marinus mario marioara mariola marion maris marisa marisela marisol marissa \
    maristela marit marita marite maritta mariuca marius mariusz marja marjaana marjan marjana \
    marjanca marjatta marjeta marjo marjorie marjukka marjut mark markas marketa marketta markku \
    marko markus marleen marlen marlene marlies marliese marlis marlise marlon marlyse maros mart \
    marta marte marten martha marthe martim martin martina martine martino martins martirio marton \
    martta martti martyn martynas marusa marvin mary maryam maryline maryse marzena masa masar \
    maside mason massimiliano massimo masume matas mate matea matei matej mateja mateo mateus \
    mateusz matevz matheo matheus mathew mathias mathieu mathijs mathilda mathilde mathis mati \
    matias matic matija matilda matilde matiss matjaz mato matous mats matteo matthaus matthew \
    matthias matthieu matthijs matti mattia mattias matts matus matyas maud maude mauno maura \
    maureen mauri maurice mauricio maurilio maurin maurits mauritz maurizio mauro maurus maurycy \
    mava max maxi maxim maxima maxime maximiano maximilian maximiliano maximino maximo maxwell may \
    maya maynur maysa mayte maza mazlum mckenzie meagan mechthild mechthilde mechtild mecide mecit \
    meda medard medeja medina meelis mees mefarettin mefharet megan megane meghan mehdi mehdiye \
    mehmed mehmet mehmetzahir mehrigul meik meike meinhard meinolf meinrad meja melaha melania \
    melanie melchior melchor melek meleknur melichar melihcan melikkan melina melinda melisa \
    melissa melita melitta melker melle melody melul melvin melwin memili menfeat mengi menguc \
    menisan mentor meral merba mercedes merche merdi meredith merel meret merete merethe mergim \
    merijn merike merim merita merja merle merlin mert mertel merva mervi meryem meryeme merzuk \
    meshur mestur mesude mesut meta metin metinkaya metka metod mette meveddet mevludiye mevlut \
    meyhanim mezide mia mical micala micha michail michal michala michale micheal michel michela \
    michelangelo michele micheletto micheline michelle michelotto mick mie mieszko migle migul \
    migula miha mihai mihail mihajlo mihal mihala mihaly mihels mihhail mihin mihkel mihnea mihrab \
    mihriye miia miika mijo mik mika mikal mikala mikayla mike mikelis mikels mikhail mikkel mikko \
    miklos mikolaj mikulas mila milada milagros milan milana milay milda mile milena milica milka \
    milla mille milo milorad milos miloslav miloslava milosz milota milou milton miluse mimi mimmi \
    mimoza mina mindaugas mindy minibe minna minodora mio mioara miodrag mira mirabela miran \
    miranda miray mirbadin mircea mirco mirdza mireia mireille mirela mirella miriam miriama mirja \
    mirjam mirjami mirjana mirko mirlinda miro miron mirona miroslav miroslava miroslaw miroslawa \
    mirsad mirta mirte mirthe miruna mischa mishat mislav misra misty mitchell mitica mitrut \
    miyesser mladen moa modesta modesto modris mogens mohamad mohamed mohammad mohammed mohsim \
    moira moises mojca mojmir molly mona monalisa monica monika monique monis monja montserrat \
    morena moreno morgan morgane moric moritz morris morten muarra mubetcel mucahit mucellib \
    mucevher muferrih mufide mufit mugber mugur mugurel muhamed muhamet muhammad muhammed muhammet \
    muharrem muhip muhiye muhyettin mujde mukbile mukramin mukrume muktedir mulayim mumtaze \
    munezzer munif murat muratcan muret muriel murielle murilo murit musa musafet musaffa musemma \
    muslum mustafa musure mutasim mutluhan muvaffak muvahhide muveddet muzaffer muzekker my myriam \
    myrta myrtha myrthe na nabil nacho nacio nada nadege nades nadeschda nadeshda nadezda nadia \
    nadin nadine nadja nafii nafile naglis naiara naide naim nair naja nakip nal nalan nana nancy \
    nando nandor nanna nanni naomi napoleone narcis narcisa narciso narhanim nas naser nasiba \
    nastja nasuf natacha natali natalia natalie natalija natalio natalja natan natanal nataniel \
    natasa natascha natasha natasja natasza nath nathalie nathan nathanal nathaniel natividad naud \
    nayara nayil naz nazaret nazario nazende nazi nazidil nazimet nazlihan nazlim nazmi nea nebih \
    nebiha nebojsa necati necdat nechifor necilal necmettin necva nedas nedda nefaret nefiye nehip \
    neil neja nejc nejdet nela nele nelida nelio nelli nellie nelly nelson nelu nemanja nenad neo \
    neptun nerea nereida neriban nerijus nerim neringa nermin nesfe nesip neslinur nesrin nestor \
    nete neval nevenka nevgin nevin nevio nevise nevsal nevsale neyran neza nezengul nezihi nezize \
    nicanor niccolo nichifor nicholas nichole nick nicklas niclas nico nicoara nicodemo nicodim \
    nicola nicolai nicolaie nicolaj nicolas nicolasa nicolaus nicole nicoleta nicoletta nicoline \
    nicolo nicu niculina niculita nicusor nicuta nidia niek niels nienke nieves nigel nigmet nihai \
    nihan niilo niina nik nika nikita nikki niklas niklaus niko nikodem nikol nikola nikolai \
    nikolaj nikolajs nikolaos nikolas nikolaus nikolett nikoletta nikolina niks niksa nilcan nilda \
    nili nilo nils nina ninetta nino ninthe nirgul nisa nives niyazi no noa noah nojus nol nolia \
    nolle noman nomi nomie noor noora noortje nora norah norbert norberto norica norina norma \
    norman normunds notburga noud nour nout nova nudret nuno nura nural nuran nuray nurbanu nurcan \
    nurda nurdeniz nuretdin nurettin nurey nurgil nurhayet nuri nuria nurice nuriyet nurkan \
    nurmelek nursan nurseda nurser nursim nurtac nurten nurullah nurveren nusa nuyan nydia nynke \
    oana obdulia oceane octav octavia octavian octaviana octavio octaviu oda odalis odalys odd \
    odeline odette odile odkanli ofelia oganer oge oget ogulbas ogurata ogus oguzman oiva oivind \
    ojvind okanay okbay okguclu okkas okseven okturemis okturk okyalaz ola olaf olalla olav olavi \
    olca oldag oldrich ole oleg olegario olena olfert olga olgerts olgierd olimpia olimpian \
    olimpiu oliver olivia olivie olivier olivija oliviu oliwer oliwier olle olli olof olov olus \
    olympia omaca omar omer omriye omur onat oncel ondrej onel ongay ongen onni onofre onsal \
    onuker onur onurcan onursu oona ophelie oranli orazio orcin orestas oreste orfiye orgun orhan \
    oriana orik orjan orlando ornella orni orsolya ortak ortansa ortrud ortrun ortwin oruc orvokki \
    oryurek oscar oskar oskari oskars osman osmo ossi ossian osten osvald osvaldo osvalds oswald \
    oswin otakar otavio otay otfried othmar otilia otilija otmar oto ottavio ottfried ottilia \
    ottilie ottmar otto ottokar ottomar ottone otylie outi ove over ovidio ovidiu ovli ovun owe \
    owen oxana oymak oystein oyvind ozakan ozalpsan ozana ozansu ozaslan ozay ozbay ozbilek \
    ozbilge ozcam ozdal ozdes ozdil ozdogdu ozel ozerdinc ozertem ozge ozger ozgun ozgur ozinal \
    ozkent ozkutlu ozlem ozlu ozokcu ozpetek ozpinar ozsozlu oztek ozturk ozudogru ozyurt paavo \
    pablo paca pacifica paco paige paivi paivikki paker paksu pal palle palmira paloma pam pamela \
    pamfil panagachie panait pancho panfilo pankrac paola paoletta paolo par paraschiva paride \
    parker pascal pascale pascual pascuala pasi pasqual pasquale pastor pastora patric patrice \
    patricia patricie patricija patricio patrick patrik patrizia patrizio patru patryk patty paul \
    paula paulette pauli paulica pauliina paulina pauline paulino paulius paulo pauls pavao pavel \
    pavla pavlina pavol paw pawel paye paz peder pedro peer peeter peggy pehlil pekka pekkan \
    pelayo pelle pellegrino pembesin penelope penny pentti pepe pepijn pepita pepito per peren \
    perinur perla perlita permun pernilla pernille pero perry pertti pesent petar pete peter \
    peteris petr petra petrana petras petre petri petrica petrisor petrona petronela petros petru \
    petrut petruta petter petteri phileine philip philipp philippa philippe philippine phillip \
    philomena phyllis pia piedad pien pier pierangelo piergiorgio piergiuseppe pierina pierluigi \
    piermaria piero pierpaolo pierre pierrette piersanti pieter pietra pietro piia pijus pilar \
    pili pim pina pio piotr pippa pirahmet piran piret pirjo pirkko pirmin piroska pius placido \
    plesu pleun plinio polina polona polonca pompeo pompilia pompiliu pomponio poncio pontus \
    porfirio poul povilas pravoslav preben predrag premysl preston priit primitiva primitivo \
    prisca priscila priscilla priska profira prokop prudencia prudencio przemyslaw puccio puck puk \
    purcek purificacion quentin quinn quinten quinty quique quirino rabbiye rabea rabih rachal \
    rachel rada radek radim radka radmila rado radomir radoslav radoslava radoslaw radovan \
    radovana radu raducu raduz radvile raf rafa rafal rafala raffal raffala raffale raffalla \
    raffallino raffallo rafia rafih rafila ragna ragnar ragner ragnhild rahel rahiye rahmet raija \
    raik raili raimo raimondo raimonds raimund raimundo rainer raisa raissa raivis raivo rajko \
    rakide ral ralf ralph raluca ramadan ramazan raminta ramiro ramiz ramon ramona ramunas ramune \
    rana randall randi randolf randy ranieri raoul raphal raphala raquel rares rasa rasma rasmus \
    rastislav rasul raul rauno raven ravi ravy ray rayan rayana rayla raymond raymonde raymund \
    razi razvan rebeca rebecca rebecka rebeka rebekah rebekka rebihat recep recepali reda reece \
    reet refet refik regina reginald regine regitse regitze regula regulo rehime reidun reijo \
    reimar reimer reimund rein reina reinald reinaldo reine reiner reingard reinhard reinhardt \
    reinhart reinhild reinhilde reinhold reinis reino reka relu remazan rembrandt remedios remigio \
    remo remus remy remzi rena renan renata renate renato rene renee rengul reni rens renske renzo \
    resi resulcan reto revza rexhep reyes reyna reynaldo reza rezin rezzak rhavi rhonda rhys ria \
    rica ricarda ricardas ricardo ricards riccardo ricciotti richard richardt rick rickard rickey \
    ricky rico rifkiye rigmor rigo rihards riikka riina riitta rik rikard rikke riku riley rimante \
    rina rinaldo rino rinor risalet risto rita ritt ritva riza roan roar robby robert roberta \
    robertas robertina roberto roberts robin robyn rocco rochus rocio roderich rodica rodney \
    rodolfo rodrigo rogelio roger rohat rojnu rojus rok rokas roko roksana roland rolandas rolando \
    rolands roldan rolf romaine roman romana romane romanita romano romeo romina romolo romuald \
    romualdas romulo romulus romy ron ronald ronaldo ronja ronni ronnie ronny ronya roope roos \
    roosa roque rosa rosalba rosalia rosalie rosalina rosalinda rosalinde rosalva rosanna rosaria \
    rosario rosaura rose rosel roselinde rosemarie rosemary rosenda rosendo rosetta rosi rosie \
    rosina rosita rosl rosmarie ross rossana rostislav roswita roswitha rotraud rotraut rouven \
    rowan roxana roxane roxelana roy roza rozalia rozalija rozsa ruben rudi rudiger rudite rudolf \
    rudolfs rudolph rufina rufino ruggero ruggiero rugile ruhide ruhsat ruhugul rui ruknettin \
    rumeysa rune rupert ruperta ruperto rusen rusne russell rut ruta rute ruth ruthild ruxanda \
    ruxandra ruy ruza ruzena ruzica ryan ryszard ryte rytis saar saara saba saban sabas sabatino \
    sabettin sabih sabihe sabin sabina sabine sabir sabri sabrina sacha saci sadat sadeti sadik \
    sadiman sadittin sadiye safet safii safinaz safta safura saga sagcan sagit sahat sahdiye \
    sahigul sahil sahin sahinbey sahinder sahir sahmettin sahnuray sahra said saire sakari sakip \
    salami saleh sali salih salimet salkin sally salma salome salomea salomon salud salurbay \
    salvador salvatore salvi sam samahat samanta samantha sami samiha samir samira samo samu samul \
    samule samuli samurtay sanavber sancak sancar sancho sanda sandalio sander sandi sandis sandor \
    sandra sandrine sandro sandu sandy sanela sanije sanita sanja sanli sanna sanne sanni santa \
    sante santeri santiago santino santos sanur sanziana sapa sara sarah sargin sari saricabay \
    sarina sarita sarka sarlota sarmite sarpkin sarunas sarya sasa sascha saskia saso satia \
    satrettin satu saturnina saturnino saulius sava savak savannah saverio saveta savina savki \
    savni sayan saydam saygin sayin sayrak sazime scott sean sebastiaan sebastian sebastiano \
    sebastiao sebastien sebastijan sebastjan sebattin sebigul sebla secgul secme seda sedat sedife \
    sefer sefi sefiye segismundo seha sehamet sehel sehreban sehza seija sejda sekim selaheddin \
    selale selatin selcen selcuk selena seler selim selime selin selina seline selma selmin selvi \
    sem semat semender semenica semine semir semra semrin semsettin semsinisa sena senad sencar \
    sendogan seniha senkal senn senna sennur senol senta sep sepp seppo seracettin serafeddin \
    serafina seraina serban serda seref sereina serena serezli serfinaz serge sergei sergej sergey \
    sergio sergiu sergius serhatmehmet serkan serma serman sernur serol serpil servac server \
    servinaz seth sevcan sevdi sevdinar seve sever severiano severin severina severine severino \
    severo sevgen sevginur sevican sevim sevindik sevket sevketfeza sevla sevsevil seyda seydo \
    seyfullah seyhan seyithan seyyide sezal sezen sezginbas shaban shane shania shannon shari \
    sharon shaun shawn shawna sheena sheila shelby shelia shelley shelly sheri sherri sherry \
    sheryl shirley shpresa shqipe sian sibel sibilla sibille sibylla sibylle sidar side sidki \
    sidonia siegbert siegfried sieghard sieglinde siegmar siegmund siegrid siegried siegrun \
    siegward siem siena sienna sierra sigfrid sigfrido sigfried sigge sigismund sigita siglinde \
    sigmar sigmund signe sigrid sigrun sigurd sigvard siim siiri sil sila silan silanur silas \
    silja silje silke sille silva silvan silvana silvano silvester silvestre silvestro silvia \
    silvian silviana silvie silvija silvio silviu silvo simao simas simber sime simen simeon simi \
    simina simion simo simon simona simonas simone simonetta simten sina sinaida sinan sinasi \
    sindre sine sini sinica sinikka sinisa sintija siper sirap siri sirivan sirje sirkka siro \
    sirpa sirriye sisko sissel siti sittik siv sivert sixten siylihan sjord skaidrite skender \
    sladjana slava slavena slavica slavisa slavka slavko slavomir slavomira slawomir slobodan \
    smaranda smilte snezana snjezana socorro sofi sofia sofie sofija sohret sokmen sol solange \
    sole soledad solene solma solveig solvej solvita sona sonad sonata sondre songul songurkan \
    sonia sonja sonke sonnur sonny sonya sophia sophie soraia sorana soraya soren sorin sorina \
    sorine sos sosimo soydaner soykan soykut soyler soyselcuk sozer spela spencer speranta srecko \
    stacey stacie stacy staffan stan stana stanca stancu stanislaus stanislav stanislava \
    stanislavs stanislaw stanka stanko stanley stavros steen stef stefan stefana stefani stefania \
    stefanie stefanija stefano steffen steffi stefica stefka stein steinar stela stelian steliana \
    stella stellan steluta sten stepan stepanka stephan stephane stephanie stephany stephen sterre \
    steve steven stewart stian stig stijn stilla stina stine stjepan stojan stuart sture su suat \
    suayp subutiye sucattin sudi suha suheyda sukri sukru sukufe suleyla suleyman sulhi sultane \
    sumerya sumeyye summer sunay sune sunel suner suphi susam susan susana susanita susann susanna \
    susanne suse susen susi sussanne sussie suus suvari suvi suzana suzanne suze suzer svante \
    svatopluk svatoslav svea svein sven svenja svenning sverre svetlana svetozar swantje swen \
    swetlana sybilla sybille sydney sylke sylvana sylvester sylvia sylviane sylvie sylvio sylwia \
    synnove sys szabolcs szilard szilveszter szilvia szymon tabea tabitha taciddin tacnur tadas \
    tadeas tadej tadeja tadeo tadeusz tagangul tage tahir taina taisto taja tajus talayer tali \
    talibe tamara tamas tamaydin tami tammie tammy tan tanak tanbay tandogdu taneli tangul tanhan \
    tania tanir tanja tanner tanpinar tanses tansev tansig tanya tanyolac tanyu tapani tapio tara \
    taranci tarik tarja tarmo tartis taru tarzicius tasar tasha taskan tassilo tasvir tatiana \
    tatjana tatu tauno tautvydas tayaydin taygan taylak taylor tayyibe tayyip tea teber tecimer \
    tecla ted teea teemu teija teja tejs tekbay tekecan tekiner tekla teknaz teksoy telemaco telim \
    tellervo telmo telse temime temirhan temistocle temizkal temucin tenis tenvir tenzin teo \
    teobaldo teodor teodora teodoro teodors teodosia teodosio teofil teofila teofilo teohari teona \
    tercan tere terence teresa terese teresia teresita terez tereza terezia terezija terhi terje \
    terlan tero terrance terrence terri terry terttu tess tessa teun teuta teuvo tevs teybet \
    tezcan tezol thaddaus thales thea theda thekla theo theobald theodor theodora theodore \
    theodoro theodoros theophil theophile theres theresa therese theresia thi thiago thibault \
    thibaut thierry thies thijmen thijn thijs thilo thom thomas thor thoralf thorben thore \
    thorsten thure tiago tiberia tiberiu tibor tiburcio ticen tichomir ties tiffany tigin tiia \
    tiina tiit tiiu tijmen tijn tijs til tilda tilde tilen till tillmann tilly tilman tilmann tilo \
    tim timea timm timmy timo timon timotei timotej timoteo timothee timothy timurtas tina tinal \
    tinca tincuta tindra tine tino tirza titas tito titus tivadar tiziana tiziano tjasa tobias \
    tobiasz toby todd todor togan toivo toker tokoz toktug tola tolonbay tom toma tomas tomasa \
    tomasz tomaz tome tomi tomislav tommaso tommi tommy tomo toms tomurcuk tone tonguc toni tonia \
    tonino tonje tonny tono tonu tony tonya toomas topias topuz tor tora toralf torben torbjorn \
    tord tore torel torgny torhan toribio torill torquato torsten tova tove toy tracey traci \
    tracie tracy traian traude traudel traudl traugott traute travis trevor tricia triin trine \
    trini trinidad tristan trols trond troy trude trudel trudi tuana tudor tudora tudorita tudosia \
    tugcan tugce tugrulhan tugtas tuija tukelalp tulay tule tulin tullio tulun tumer tumkurt \
    tunahan tuncboga tunckilic tunde tunguc tuomas tuomo turabi turcan turcein ture turgut turid \
    turkalp turkan turkmen turknur tutkucan tutkun tuukka tuula tuuli tuulia tuulikki tuva tuyug \
    tuzeer tuzenur twan tycho tygo tyler tymon tymoteusz tyra tyrone ubaldo uberto ubeydullah ucan \
    ucbeyi ucgul udo uffe ufukay ugan uge ugne ugo ugolino ugur ugurkan ugurtan ulakbey uldis ulf \
    ulfet uli ulises ulke ulkudes ulkum ulla ulle ullrich ulrica ulrich ulrik ulrika ulrike ulu \
    uludag ulugbey uluman ulutay umberto ummahan ummahani umman ummet ummuhan umray umusan umut \
    umutcan unal undine unek unlen unni uno unsever unubol uolevi uraltay urban urbano urfettin \
    urhan urmas uros urper urs ursa ursel ursina urska ursula urszula urte us usame uschi ushan \
    ustun uta ute utkucan utz uwe uyanser uygun uzbay uzer uzsoy vacibe vaclav vadim vafir vagn \
    vahittin vaida vaidas vaino vajen vakare vakris vala valborg valda valdemar valdis valentijn \
    valentim valentin valentina valentine valentino valer valeri valeria valerie valerij valerija \
    valerio valeriu valero valeska valija valon valter valtteri van vanda vanesa vanessa vania \
    vanja vargin varlik varvara vasare vasco vasil vasile vasilica vassilios vasyl vavrinec vaysal \
    vecide vedat vedran veera veerle veeti vefia vega vegard veijo veikko veis veit vejune veli \
    velitdin vello velta venancio venceslas vendela vendelin vendula venera veneranda veniamin \
    venla vera verde verena verim verner verneri vernon veronica veronika veronique vesa vesna \
    veta vezat vezrife vicenta vicente vicentia vicentiu vicki vickie victoire victor victoria \
    victoriano victorino vid vida vidal vidar vide viera vieroslava viesturs viggo vigilija vigo \
    viivi vija viking viktor viktoria viktorie viktorija viktors vildane vilde vilem vilgot \
    vilhelm vilhelmiina vilhelmina vilho viliam vilis vilius viljami viljem viljo villads ville \
    vilma vilmer vilmos vilnis vilte vilums vince vincenc vincent vincentio vincentiu vincenza \
    vincenzo vineta vinicio vinicius vinko vinzenz viola violeta violetta violette viorel viorela \
    viorica virag virgilio virginia virginie viridiana virpi visar visarion visitacion visvaldis \
    vit vita vitali vitalija vitazoslav vitezslav vito vitor vitoria vittoria vittorio vitus \
    viveka vivian viviana viviane vivianne vivien vivienne vjekoslav vjollca vlad vladelina \
    vladimir vladimira vladislav vladislavs vlado vlaicu vlasta vlastimil vlora voichita voicu \
    vojtech voldemars volkan volker volkhard volkmar vratislav vratko vreneli vuokko vytautas vyte \
    walburga waldemar waldtraut walentina walfried walli wally walter walther waltraud waltraut \
    waltrud wanda warren wayne weena wenche wencke wendelin wendy wenke wenzel wera werner wesley \
    wessel whitney wibke wiebke wieland wieslaw wigbert wiktor wilfredo wilfried wilfriede wilhelm \
    wilhelmina wilhelmine wille willem willfried willi william willibald willibert willie willy \
    wilma wilmer wilson wiltrud winfried winni winnie witold wladimir wojciech woldemar wolf \
    wolfgang wolfhard wolfram wout wouter wulf wyatt xaver xavi xavier xenia ximena xiomara \
    yadigar yagin yagizkurt yago yahsi yahsikan yaiza yal yalazabay yalgin yalin yaltirak yamin \
    yan yanick yanik yanis yanki yann yannic yannick yannik yannis yara yargi yasan yasar yasattin \
    yasemen yasemin yasin yasmin yasmina yasmine yassin yavuz yayak yazganalp yazgul yda yekbun \
    yekda yelesen yeneral yepelek yertan yesenia yesica yesil yessica yetisal yfke yigit yildir \
    yildiz yilma yilmaz yinthe ylenia ylva ylvie yngve yolal yolanda yolande yonetmen yoruc yosma \
    yousef youssef yrjo yrsa yucel yucelen yumun yunt yurdanur yurdaser yuri yurtguven yurtseven \
    yurttas yusuf yvan yves yvette yvonne zacarias zacharias zacharie zachary zaharia zahfer zahid \
    zahra zaida zaira zakaria zalan zaliha zamett zamfir zamfira zamir zan zane zaneta zanis zara \
    zaraza zbigniew zbynek zdenek zdenka zdenko zdislava zdravko zebirce zehnia zehra zehranur \
    zekayi zeki zelha zeljka zeljko zelma zelmira zemyna zemzem zenia zennun zeno zenobia zenon \
    zenovia zenta zerafet zeride zevlude zeynelabidin zeynep zeyno ziedonis ziga ziggy zigmund \
    zigrida zihni zikmund zilfa zina zinnure zita ziva zivile ziyattin zlatica zlatko zo zofia \
    zofie zofija zohrehan zoja zoltan zora zoraida zoral zoran zorica zorka zoy zsanett zsigmond \
    zsofia zsolt zsombor zsuzsanna zubeyde zufer zuheyla zulbiye zulfuye zulgarni zumre zuzana \
    zvonka zvonko zygimantas
    """
}
