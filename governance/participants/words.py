"""Words that tell a person's name from ordinary work, for `names`. All in lower case."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Given names that are no ordinary words: one of them behind "patient" is a name, however it is written.
GIVEN = _words(
    """
    aaron abdul abdullah abigail adam adrian adriana agata agnes agnieszka ahmed aiko aisha akira alan albert alejandra
    alejandro aleksandra alessandra alessandro alex alexander alexandra alexei alexis ali alice alicia alina allison
    amanda amara amelia amina amir amit amy ana ana-maria anastasia anders andrea andreas andrei andrew andrzej andré
    angela angelika angelina anil anita anja anjali ann anna anne anneli annette annika anthony antoine antonia antonio
    aoife arjun arthur astrid audrey aurora aylin ayşe barbara bartosz beata beatrice beatriz ben benjamin bernard bernd
    birgit bjorn björn bob bożena brian bridget brigitte bruno camila camille carina carla carlos carmen carol carolina
    caroline catalina catherine cecilia charles charlotte chen chiara chinedu chloe christian christina christine
    christoph christophe christopher claire clara claudia claus clément colin cristina cynthia dagmar daniel daniela
    danielle danuta dariusz david deborah deepak denise dennis derek diana diego dieter dimitri dmitri dmytro dominik
    dominique donald donna dorota dorothy douglas edith eduardo edward elaine eleanor elena eleni elisa elisabeth
    elizabeth ella ellen elżbieta emil emilia emily emma emre enrique erik erika ernesto esther eugene eva evelyn ewa
    fabio fang fatima fatma federico felipe feng fernanda fernando filip fiona florian francesca francesco francisco
    franz françois frederik friedrich fritz gabriel gabriela gabriele gareth george georgia gerald gerard gerhard
    gertrud giorgio giovanna giovanni gisela giulia giuseppe gloria gordon grzegorz guillermo gunther gustav gábor hanna
    hannah hans hao harald harold harry haruka hassan heather heidi heike heinrich heinz helen helena helga helmut henri
    henrik henry herbert hiroshi holger howard hugo hui ian ibrahim ignacio igor ilse ines ingeborg ingrid ionuț irena
    irene irina isaac isabel isabella istván ivan ivana ivo iwona jacob jacques jakub jamal james jana janet janina
    janusz jason javier jean jeffrey jennifer jens jeremy jerzy jessica jie jill jing jiří joan joanna joao jochen joel
    johan johann johannes john johnny jolanta jonas jonathan jorge jose josef joseph josephine joshua josé joyce juan
    juana judith jukka julia juliana julie julien justyna jürgen kamil karen karin karl karolina katalin katarzyna
    katharina katherine kathleen katrin katsuo kazuko keiko keith kenji kenneth kerstin kevin khaled klaus krystyna
    krzysztof kwame laila lars laura lauren laurent lawrence lea leila lena leo leon leonardo leonie leticia linda ling
    linh lisa lorenzo louis louise luca lucas lucia luciana lucy ludwig luigi luis luisa lukas lászló maciej magdalena
    manfred manuel manuela marcel marcin marco marek margaret margarita maria mariana marie marina mario mariusz marta
    martha martin martina mary matej mateusz mathilde matteo matthew matthias matti maureen maurice małgorzata mehmet
    mei melanie melissa mette michael michał michel michelle miguel mihai mikael mikhail ming minh mohamed mohammad
    mohammed monica monika muhammad mustafa nadia nancy naoko natalia natalie natasha nathan neha ngozi nguyễn niamh
    nicholas nicola nicolas nicole nikolai nikos nils nina noah noemi nora norbert oksana olaf oleg olena olga oliver
    olivia omar oscar oskar pablo pamela paola paolo patricia patrick patrizia paul paula pauline pavel pawel paweł
    pedro petr petra philip philippe pierre pieter piotr priya rachel rafael rahul rajesh ralf ramon raquel raul rebecca
    reinhard renata renate ricardo richard rita robert roberta roberto roger roland romain ronald rosa rosemary roxana
    ruth ryan sakura samantha samuel sandra sanjay sara sarah sean sebastian sergei sergio seán sharon sheila shirley
    signe silvia simon simone siobhán sofia sonia sophia sophie stefan stefania stefano stephanie stephen steven stuart
    sunita suresh susan susana susanne suzanne sven svetlana sylvia søren tadeusz takashi takeshi tamara tanja tatiana
    teresa tereza theresa thomas thérèse timothy tomas tomasz tommaso ulrich ulrike ursula uwe valentina valerie vanessa
    vera veronica victoria vikram viktor vincent virginia vladimir václav walter wanda wei werner wiktor wilhelm william
    winston wojciech wolfgang xiao yasmin ying yolanda yuki yuko yuri yusuf yvonne zbigniew zdeněk zeynep zoe zofia
    zsófia łukasz
    """
)

# Given names that are words, too: names only with a family name behind them.
ALSO_WORDS = _words(
    """
    al ali angel anja april art bill chase daisy dan dawn don drew ed eve faith frank gene grace guy hope iris jack jan jane
    janet jim jo joe jordan joy june kim lee lily mark max may mia miles nick norma olive pat peter piper ray rob rose rosie
    roy ruby sam sue summer tim tom victor violet will
    """
)

# Capitals that stand for something else than a person.
ACRONYMS = _words(
    """
    ae aes amd api bid ca cap capa ce cfr ci cmc co cra crf crn cro csr ctms ctr ctx cv da db dcf dev dm dmp dob dpa dpo dsm
    dsmb ec ecg ecrf edc ema emea ent er est et eu eur ev fda fp fpi fr fsi fu gb gbp gcp gdp gdpr gmp gxp hr ib icf ich icu
    id iec im imp inc ind int ip irb irt isf iso it itt iv ivr iwr jan kpi kri lab llc loi lpi lplv lpo ltd lv mar may md me
    mg mha ml mm mri msa nda ne nih no np ob oos oot os pd pdf pet pfs pi pk pm po ppd prn pro pt pv qa qc qd qtl ra rbm rca
    rev rfi rfp ria rn rt sae sap sar sc scr sd sdv sf sfda sid siv sla sm smt sn so sop sow spc sql ssn ssu std sub susar
    tbc tbd tc tid tmf uat uk ur us usa usd utc uv v ver vp wk wo yr
    """
)

# More that stands beside a date without being anybody's initials: papers, bodies, companies, carriers, days, countries, small words.
CODES = _words(
    """
    ad aesi ag ai all am and annex apr arm at atc aug awb aws be bg bk bla bmi bms bn bp bst bv by cda cest cet cgi ch
    cns cpp crm ct cta ctas ctd ctfg de dec dhl din dir doc dq dsur due eea el en erp es fax feb fi fmv for fri frs gcc
    gl glp gmt gp gsk gvp hb hba hbv hcv hiv hp hta hu ibm ide ie ii iii impd in inc inv iq iv ivd ivdr ivrs jul jun kg
    kyc ldl lot lu mdd mdr moh mon mou mp mr msd new nhs nl nov nv oct of old on oq page pages part pbrer pcr pda ph pl
    plc pma pmda pp pq pst pvg qol qp ref reg rep rmp ro sa sas sat sdk se sec sect sep ses site sk sl smq ssh ssl sto
    sun tbn teae tel tga thu tls tnt to tue tuv uae ucb ui ups urs ux vat vi visit vol vpn wed week wg who wma xr
    """
)

# The same where each letter has its full stop.
DOTTED = _words(
    """
    am bsc eg eu ie md na ph pm po qa qc uk us usa
    """
)

# Words that stand behind "patient" or a subject number without being anybody's name.
ORDINARY = _words(
    """
    a abnormal about access account across action actions active activities activity actual added additional address
    adherence adjudication admin adult advance adverse advice advisory advocacy ae aes affairs africa after age agency
    agenda agreed agreement aim alert all allocated also am amended amendment amendments america american an analysis
    analyst and annual answer answers any app appointment approval april are area arm arms as asia asked assay assessment
    assessments at audit audits august aware baseline batch been before being below between biomarker biopsy blind blinded
    blood board body book booklet both brief briefing budget burden but by call calls came can cancelled cap capa card cards
    care case cases catalogue cell center central centre cet chair change changes chart check checklist chief china class
    clean cleaned cleaning clear clinic clinical close closed closeout code coded cohort collected collection come comment
    comments committee communication community company complaint complaints complete completed completion compliance concern
    concerns concierge concomitant condition confirmed consent consented contact contract control coordinator copies copy
    core corrected correction count country counts course cover cra crc crf critical critically crossover ctms current cut
    cycle daily data database date dates day days deadline death december decision declined dedicated default delay delayed
    delays deleted demographic demographics department dept dev deviation deviations diaries diary did died director
    disclosure discontinued discussed disposition dob doctor documents done dose dosed doses dosing dr draft drop dropout
    dropouts dropped drug due duplicate during early eastern ecg ecrf edc effect efficacy eight electronic eleven
    eligibility eligible emergency end engagement enrolled enroller enrollment enrolment enter entered entries entry epoch
    error errors est ethics europe european evaluation event events every exam excluded exclusion executive exit expected
    experience export exposure extension facing failed failure failures false february feedback field fields file files
    final finance first five flag flagged focus follow followed following for form forms forum found four free friday from
    full further gender general genetic global gmt go good governance grade group groups guide had handling harm has have he
    head health hearing held helix her here high his history hold home hospital hospitals hour hours how hub icf id
    identification identifier identifiers ids if image images imaging impact in incident incidents include included
    inclusion independent india inform information informed initial initiated injury input insights insurance intake
    integrity interim international interview into invoice ip irt is issue issues it item items its january japan july june
    key kingdom kit kits known korea kpi lab laboratory labs last late law lead leaflet leaflets left legal lesion lesions
    letter letters level liaison life line link list listing lists local location log logistics logs lost low mail main
    major management manager map mapping march master match matter max may md medical medicare medication medications
    medidata meeting meetings met metrics minor minutes missed missing model module monday monitor monitored monitoring
    month monthly months moved mrn narrative national need needs network new next night nine no non none north northern
    northwind not note notes notice notified november now number numbers nurse nurses october of off office officer ok old
    on once oncology one only open operations opinion optional or oracle order organ organisation orion other our out
    outcome outcomes outpatient over overall overdue pacific page pages panel paper part partner partners pass patient
    patients pay payment payments pending per performed period phase phd physician pi pilot pipeline placebo plan planned
    planning please pm point policies policy pool population portal portals post pre preferred pregnancy primary principal
    privacy procedure procedures process prof professor profile profiles program programme progress project protocol
    protocols public quality quarter quarterly queries query question questions quick random randomised randomized rate
    rates rather rave re read ready reason rec received recent recommend record records recruited recruiting recruitment
    reference referral referrals refused region regional registry regulatory rejected related relations release released
    remains reminder remote removed repeat replaced report reported reporting reports representative request requests
    required rescreened rescue research response responses result results retained retention retest return returned returns
    review reviewed reviews right rights risk risks rn road role room running sae saes safety sample samples sampling
    satisfaction saturday schedule scheduled scheduling scores screen screened screening sd second see seen sent september
    serious service services session set seven severe sheet sheets should side signed since site sites six size sla so
    software sop source south southern sponsor staff stage standard start started statement states status still stop stopped
    strata stratum study sub subject subjects submission submit submitted summary sunday support survey surveys survival
    system table target task team ten term test testing tests that the their them then therapy there these they third this
    three through thursday ticket time timeline times tmf to today toolkit total track tracker tracking training transcript
    transfer transferred transport travel treated treatment treatments trial trials trip true tuesday tumor tumour twelve
    twice two type unblinded unblinding under unit unknown unscheduled unspecified until up update updated updates upload
    urgent urine us use used user using utc validation vault veeva vendor vendors verification verified version versions via
    video view visit visited visits vital vitals voice volume vs waiver was washout we wednesday week weekly weeks well were
    west western what when where which while who whole will window with withdrawal withdrawals withdrawn withdrew within
    without worksheet workshop would year years yes yet york you young your zealand zero
    """
)

# What only ordinary words end in, where the word is no given name.
ENDINGS = tuple(
    _words("tion tions sion ment ments ology ical ness ability ivity ities ally ised ized osis itis emia aemia")
)
