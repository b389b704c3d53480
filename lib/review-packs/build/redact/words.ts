// Words that say nothing about anybody: the commonest of English that texts on security use. A list and no rule: what is not
// on it does not get into a pack without people's data. Chosen from SCOWL (http://wordlist.aspell.net), whose notice is:
// Copyright 2000-2016 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word lists, the associated
// scripts, the output created from the scripts, and its documentation for any purpose is hereby granted without fee, provided
// that the above copyright notice appears in all copies and that both that copyright notice and this permission notice appear in
// supporting documentation. Kevin Atkinson makes no representations about the suitability of this array for any purpose. It is
// provided "as is" without express or implied warranty.

/** In small letters: known also where they begin a sentence. */
export const plainWords: ReadonlySet<string> = new Set(
  `abandoned abilities ability able abnormal abort about above absence absent absolute absolutely abuse abused academic accept acceptable acceptance accepting accepts accessed
accessible accessing accident accidental accidentally accomplish accord accordance accorded according accordingly accords accountability accrue accumulate accuracy accurate
ace achieve achieved achieves achieving acknowledge acquire acquired acquires acquiring acquisition across act acted acting action actionable activating activation
activations actively activities actors acts actual actually adapts added addition addressed addressing adds adequate adjudicating adjust admincenter administer
administration admit admits admitted admittedly admitting adopt adopted adopting adoption adopts advance advances advancing advantage advantages adversarial adversary
advertise advertised advertises advertising advice advise advised advises advising advisories advisory affair affairs affect affected affecting affects afford afraid
afternoon afterward afterwards again against age agency agent agents ages aggregate aggressive ago agree agreed agreeing agreement agreements agrees ahead aid aim aimed
aiming aims aka alarm album alerting algorithm algorithms alias align aligning alignment aligns alike alive alliance allowable allowlist almost alone along alongside
already alter altered altering alternate alternative alternatively alternatives alters although altogether am ambiguous among amongst amount amounts amp amplifying amuse
amused amuses amusing analog analogue analysis analytic analyzed analyzing anatomy ancient angle angry animal annotation annotations announce announced announcement
announcing annoy annoyed annoying annoys annual anomalies anomalous anomaly another answered answering answers anti anticipate antivirus anybody anyplace anything anyway
anywhere apart apologies apologise apologize apology apparent apparently appeal appear appearance appeared appearing appears appliance applicable applied applies appreciate
appreciated appreciates appreciating approach appropriate appropriately approval approvals approve approver approves approving arbitrarily arbitrary architectures archive
archived archives area areas argue argued argues arguing argument arguments arise arises arithmetic arm army around arrange arranged arrangement arrangements arranges
arranging arrive arrived arrives arriving art article articles artifacts artificial artist aside ask asked asking asks asleep aspect aspects assembler assembly assessed
assessments asset assets assignable assignee assigning assist assistant assists associate associated associates associating association assume assumed assumes assuming
assumption assurance assure assured assures assuring ate atmosphere attach attached attaching attacker attackers attacks attempt attempted attempting attempts attend
attended attendees attending attends attention attest attestation attitude attract attractive attribute audience audio audited auditor auditors audits authenticate
authenticated authenticating authentication authentications authenticators authenticity author authoring authorise authorised authorises authoritative authorities authority
authorize authorized authorizing authors autoforward autoforwarded autoforwarding automate automation automobile autumn availability available avenue average averages
avoided avoiding avoids await awake award aware awareness away awful awkward baa back backdate backdoor backdoors backed backend background backing backlog backs backslash
backup backups backwards badly balance balancing ball ban band bandwidth bank banned banner bar bare barrier barriers bars base baselines bases basically basics basing
basis bat battery bear bearer bearing bears beautiful became become becomes becoming bed been before beforehand began begin beginning begins begun behalf behave behaving
behavior behavioral behaviors behaviour behavioural behind being believe believed believes believing belong belonging belongs below benchmark beneficial benefit benefits
beside besides bet beta bets better betting between beyond bid bidding bids big bigger biggest bill binary bind binding binds biology bit bite bites biting bits bitten
bizarre black blacklist blade blame blank blast blend blending blends blind blizzard blocked blocklist blocks blow blue board boards boat bodies bold bombing book booking
books boolean boosts boot booting bootstrapping bore borne borrow borrowed borrowing borrows bother bothered bothering bothers botnets bots bottle bottom bought bound
boundaries boundary bounded bounds box boxed boxes boy bracket brackets branch branches brand branded branding breach breached breaches break breaking breaks bridge brief
briefly bright bring bringing brings broad broadcast broadcasting broadcasts broadens broader broadly broke broken broker brokering brokers brother brought brown browse
browser browsers browsing brute bucket buckets budget bug bugs build builder building buildings builds bulletin burden buried buries bursts bury burying bus busy but button
buy buying buys bypass bypassed bypasses bypassing byte cab cached calculate calculated calculation calculations calendars called caller callers calling calls came campaign
campaigns cancel cancelled candidate cannot canonical canvas capabilities capability capable capacity capital capitalised captain caption capture captured capturing car
card cardboard cards care careful carefully cares carried carries carry carrying cascading cases cassette cat catalog catalogue catch catches catching categorize
categorized categorizes caught cause caused causes causing caution cease cells cent central centralized centre centric century certain certainly certification chain chains
chair chairman challenge challenged challenges challenging chance chances changed changes changing channel channels chaos chapters char character characteristics characters
charge charged charges charging chars chart chats cheap cheaper cheapest checkbox checking checkmark checkout checkpoint chemical cheque chequed cheques chequing child
children chip chips chooses choosing chose chosen chunk chunks church circle circuit circulate circulation circumstance circumstances circumvent circumventing cisagov
citizen city claim claimed claiming claims clarify class classes classic classification classifications classifier classifiers classifies classify claw cleaned cleanup
clear cleared clearer clearest clearing clearly clears clever clicks clients clock clocks close closed closer closes closest closing clouds club clue clutter cluttered cmd
cmdlet coalesce coded codes coding coerce coexist coexistence coffee cognition cognitive cold collaborate collaborator collapse collate colleagues collect collected
collecting collections collectively collector collectors collects college colleges colon color colors colour colours column com combating combination combinations combined
combines combining come comes coming comma commands commas comment commented commenting commercial commission commitment committed committee committing commonly communicate
communications communities community comparable comparatively compare compared compares comparing compatibility compatible compensating competition competitive compiler
complain complained complaining complains complaints complementary completed completely completes completing completion complex complexities complexity complicate
complicated complicates complicating component components compose composed composes composing composition comprehensive compressed compromise compromises compromising
compulsion compulsory compute computed computer computers computes computing concept concepts concern concerned concerning concerns concludes conclusion concrete condition
conduct conducted conducts conference confident confidentiality config configurations confined confirmation confirmed confirming confirms conflict conflicting conflicts
conforms confuse confused confuses confusing confusion congestion connected connecting connections connectivity connector connects consented consents consequence
consequences consequently consider considerable considerably consideration considered considering considers consist consistency consistent consistently consists console
consolidates constant constrained constraint constraints construct constructor consulting consume consumer consumes consuming consumption contacts contain contained
containers containing containment contains contents context contexts contextual continually continuation continue continued continues continuing continuity continuously
contract contradicts contrary contrast contribute contribution contributions controlled controller controlling convenient convention conventional conventions conversation
conversations convert converted converter convince convinced convinces convincing cookie cookies coordinated cope copied copies copilot copying corner corners correct
corrected correcting correction correctly corrects correlate correlated correlating correlation correspond corresponding corrupt corrupted corrupting corrupts cost costing
costs could council counsel counted counter counterfeit counters counting country counts county couple course courses court cover coverage covered covering covers crack
cracks craft crash crashed crashes crashing crawlers crazy creates creations creators creature creds crisis crisp crisps criticality critically criticism cross crucial cry
crypto cryptographic cryptographically cryptography cs csv culture cumming cums cup cure curious current currently cursor customers customize customizing cut cuts cutting
cyber cycle cycles cycling dab daily damage damaged damages damaging danger dangerous dangers dangling dare dark dashboard dashboards database databases dataset datasets
dated dates dating datum day days deactivated dead deal dealing deals dealt dear death deb debate decade decent decide decided decides deciding decimal decision decisions
declare declared declares declaring declined decode decoder decommissioned decrease decreasing decrypt decryption dedicate dedicated dedicates dedicating deduce deem deemed
deeming deems deep deepen deeper deeply defence defend defense defenses defined defining definite definitely definition definitions definitive degradation degrade degrades
degree degrees delay delayed delays delegate delegated delete deleted deletes deleting deletion deletions deliberate deliberately delimiter deliver deliverability delivered
delivering delivers delivery demand demands demo democratic demonstrate demonstration deniability denial denied denies denote departing department departments depend
depended dependencies dependent depending depends deplete deploy deployed deploying deployment deployments deprecated deprecation deprovision deprovisioned depth derive
derived derives deriving describe described describes describing descriptions design designated designating designed designing designs desirable desire desired desires
desiring desk desktop desktops desperate despite destination destinations destined destroy destroyed destroying destroys destructive detail detailing detect detectable
detected detecting detections detective detects deter determine determined determining detonation dev develop developed developing development develops devote devoted
devotes devoting dial dialog dice dictate dictated dictionary did die died dies differ difference differences different differentiate differentiation differently differs
difficult difficulties difficulty digest digit digital digits dinner directed directing direction directions directive directly director directs dirty disables disadvantage
disagree disallow disallowed disallows disappear disappeared disappearing disappears disaster disc discipline disclaimers disclose disclosing disclosure disclosures
discount discourage discouraged discourages discouraging discover discoverable discovered discovering discovers discovery discs discuss discussed discusses discussing
discussion discussions disguise disk dislike dismiss display displayed displaying displays disproportionately disrupt disrupting disruption disruptions disrupts dissuade
distance distant distinction distinctly distinguish distinguishing distribute distributed distributes distributing distribution district disturb disturbed disturbing
disturbs ditto divide divided divides dividing division dkim1 doc docs document documentation documented documenting doe does dog doing dollar don done doors dormancy
dormant dot doubles doubt doubtful down downed downgrade download downloaded downloading downstream downtime dozen dozens drain drastic draw drawing drawn draws dream drew
drift drink drive driven driver drivers drives driving dropped dropping drops drove dry dual dubious due dumb dump dumping dumps duplicate duplication durable duration
during duties duty dwell dying dynamic dynamically earlier earliest early earth ease easier easiest easily east easy eat eaten eating eats economic economy ecosystem edited
editing edition editor editors edits edr educate education educational effect effective effectively effectiveness effects efficiency efficient efficiently effort efforts
egress eight either elect elected electing election electric electronic electronics elects element elements elevate elevated elevating elevation elevator elf eliminated
eliminates eliminating elsewhere embarrass embarrassed embarrasses embarrassing embed embedded emboldened emits emphasis employee employees employment emsp en enables
encompass encounter encountered encountering encounters encourage encouraged encourages encouraging encrypt encrypted encrypting encrypts ended ending endpoint endpoints
ends enemy enforces engage engagement engine engineer engineered engineering engineers engines enhance enhancement enhances enhancing enjoy enormous enough enriches
enrichment enroll enrolled enrolls enrolment enrolments ensured ensures ensuring entered entering enters entire entirely entities entitle entitled entitlement entitlements
entitles entitling entity entrance entries entry enumerable enumerate enumeration environment environments epoch equal equally equipment equipped equivalent erase eraser
erode erodes eroding err errors escalated escalates escalating escalation escalations escape escapes especially essential essentially established establishes establishing
establishment estimate evade evading evaluate evaluated evaluates evaluator evasion evened evening evenings evens events eventually ever everything everywhere evidence
evolves ews exact exactly examine examined examines examining example examples exceed exceeding exceeds excel excellent except exception exceptions excess excluded excludes
excluding exclusion exclusions exclusive exclusively excuse exec executable execute executed executes executing execution executive exempt exempted exercise exfiltrate
exfiltration exhaust exhaustion exhibiting exist existed existence existent exit expand expanded expanding expands expansion expect expectations expected expecting expects
expedite expense expenses expensive experience experienced experiences experiencing experiment experimental experiments expert expertise experts expirations expire expired
expires expiring expiry explain explained explaining explains explanation explicit explicitly exploit exploitable exploitation exploited exploiting exploits explore
exploring export exports expose exposed exposes exposing express expressed expresses expressing expression extend extending extends extension extensions extensive extent
externally extra extract extracted extraction extracts extreme extremely eye eyes fa fabric fabricated face facilitate facilitating facilities facility facing fact factor
factors facts failing fails failure failures fair fairly faith fake fall fallback fallen falling falls familiar family famous fan fancy far farm farther farthest fashion
fast faster fastest fatal fate father fatigue fatigued fault faults favor favorite favour favourite fear feasible feature fed federal federated federation feed feedback
feeding feeds feel feeling feels feet fell felt few fewer fewest fidelity field fields fight figure figures filed filing fill filled filling fills film filtered filters
final finance financial find finds fine finer finger fingerprint fingers finish finished finishes finishing finite fire firewall firewalls firm firmly first firstly fiscal
fish fishes fit fits fitted fitting five fix fixation fixed fixes fixing flag flagged flags flash flashed flashes flashing flat flavor flavour flaws fleet flew flexibility
flexible flied flies flight float floated floating floats flood flooding floor flowing flown flows flush fly flying focus focused folders folk folks followed following
follows food foot foothold footprint forbidden force forced forces forcing foreign forensic forest forests forever forge forged forgery forget forgets forgetting forgot
forgotten form formal format formats formed former formerly forming forms forth forthcoming fortunately fortune forward forwarded forwarder fostering found foundation
foundational four fourth fraction fractions fractures fragmented frame frameworks fraud fraudulent freedom freely frees french frequency frequent frequently fresh friend
friendly friends fries fry fulfill full fully fun function functional functionality functioning functions fund fundamental fundamentally funds funny furthest future gadget
gain gained gaining gains game games gap gaps garbage garden gas gasoline gate gates gateways gather gave generally generate generates generating generation generative
generators generic genuine geo geographic geography geolocation gets getting girl github given gives giving glad glass globally globals goal goes going golden gone good
goods got gotten gov governance governed government governor governs gradually graduate grained grand grands grant granting grants granular graphic graphics grateful grave
gray grayed great greater greatest greatly green grew grey grind grinding grinds gross grosses ground grounds grow growing grown grows growth guarantee guaranteed
guaranteeing guarantees guard guess guessable guessed guesses guessing guidance guide guids guise gun guy habit habits hack hackers had hair half hall halt halves hand
handed handful handing handle handled handles handling hands handy hang hanged hanging hangs happen happened happening happens happily happy hard hardened harder hardest
hardly hardware harm harmful harming harmless harms harvest harvesting has hash hashed hashes hat hatched hate have haven he head headed header headers heading headless
headline heads health healthy hear heard hearing hears heart heat heavily heavy heightened hell help helped helper helpful helping helps hence her here hereby herself hes
hex hexadecimal hid hidden hide hides hiding hierarchy higher highest highlight highlights hijack hijacked hijacking hijacks hill him himself hint hints his historical
history hit hits hitting hoarding hold holders holdings holds hole holes holiday holidays home honest honor hope hoped hopefully hopes hoping horrible horse horses hospital
host hosted hostname hostnames hosts hot hotel hours house html huge human humans hundred hundreds hung hunt hunting hurry husband hygiene hyperlinks ice icon idea ideal
ideally ideas identical identifiable identified identifier identifiers identifies identifying ids ignore ignored ignores ignoring ill illegitimate illicit image images
imagination imagine immediate immediately impacted impacting impacts impaired impede impersonate impersonated impersonates impersonating implementation implemented
implementing implements implication implications implied implies imply implying importance important importantly importer importers importing impose imposed imposes
imposing impossible impractical impression improper improperly improve improved improvements improves improving inability inaccessible inaccurate inactivity inadequate
inadvertently inappropriate inbound inbox inch inches incident incidentally incidents incline inclined inclines inclining includes including inclusion inclusions inclusive
income incoming incompatibilities incompatible incomplete inconsistencies inconvenience incorporated incorrect incorrectly increase increased increases increasing
increasingly indeed indefinite indefinitely independent independently index indicate indicating indication indicative indicator indicators indirect indistinguishable
indistinguishably individually individuals industrial industry ineffective ineligible inert inevitably infected infecting infer inference inferior infested infiltrate
infiltrating infinite infinity influence inform informed informing informs infrastructure infrequent ingestion inherent inherently inherit inheritance inherited inheriting
initial initially initials initiate initiated initiates initiating inject injecting injection inline inner innocent input inputs inputted inputting ins insecure insecurely
inserted inserting inserts inside insiders insight insist insisted insisting insists inspect inspected inspecting inspects installation installed installers installing
installs instance instances instant instantly instead institute institution institutions instruction instructions insufficient insurance integer integers integral
integrated integrates integrating integration integrity intellectual intend intended intending intends intensive intent intention intentional intentionally interact
interaction interactions interactive interagency intercept intercepted interception interest interested interesting interests interface interfaces intermediate intermittent
internally international interpret interpretation interpreted interpreting interprets interrupted interruptions interval intervals intervene intervention intranet introduce
introduced introduces introducing introduction intrusion intrusions invalid invariably invariant invent invented inventing inventory invents invested investigated
investigations invisible invitation invitations invite invited invites inviting invoices involve involved involves involving irrelevant irritate irritated irritates
irritating isolate isolated isolates isolating isolation issuance issue issued issuer issues issuing item items iterate itself jailbreak jar jeopardize jeopardizes
jeopardizing job jobs joined joining joins joint joke joy judge judged judgement judges judgment jump jumps justification justifications justified justifies justify
justifying keen keeping keeps kept keyboard keys kid kill killed killing kills kind kindly kinds king kiosk knew knock knocked knocking knocks know knowing knowledge knows
kubernetes labeled labelled labelling labor laboratory labour lack lacked lacking lacks ladies lady lain land landed landing lands landscape language languages lapse large
largely larger largest last lasts late later laterally latest latter launch launching law laws lax lay layered layers layout lazy ldap leach lead leaded leader leading
leads leaf leak leakage leaked leaks learned learning learns learnt least leaved leaves lecture lectures led leftovers leg legal legally legitimacy legitimate legitimately
legs lend length less lessens lesser lesson lessons lets letter letters letting levels leverage leverages leveraging liabilities liability liable lib libraries library
licences license licensed licenses lie lied lies life lifecycle lifetime lifetimes lift light lighthouse lights lightweight like liked likelihood likely likes likewise
liking limitation limitations limited limits line linear lines linked linking listed listen listener listing literally literature little live lived lives living load loaded
loading loads loan lobby locale localhost locally locate location locations lock locked locking lockout locks logged logic logical login logins logo logon logout long
longer longest look looked looking looks lookup loose loosely lorries lorry lose loses losing lost lot lots loudest loudly love lower lowest luck lucky lunch lying m365
machine machines macho macro macros mad made magic magnetic magnitude mailboxes mails mailto main mainly maintained maintains maintenance major majority makes making
malfunctioning maliciously malware mam man manageability manageable managers managing mandate mandated mandating mandatory manifest manipulate manipulating manipulation
manner manually manuals mapped mapping maps mark markdown marked markers market marking marks marriage marry mask mass massive master match matched matches matching
material materialized materials mathematical mathematics matter may maybe me mean meaning meaningful meaningless meanings means meant meanwhile measure measured measures
measuring mechanic mechanics mechanism mechanisms media mediated medical mediums meet meets membership memberships memory men mended mention mentioned mentioning mentions
menu mere merely merge merged merges merit merits mess messaging messy met metadata metal metrics middle midnight might migrating mile miles milestones military million
millions milliseconds mimic mind minded minding minds mine minimal minimize minimized minimizes minimizing minimum minor minority minute minutes mirror misconfiguration
misconfigurations misinformed mislead misleading misleads misled mismatch mismatching miss missed misses missing mission mistake mistaken mistakenly mistakes mistaking
mistook misunderstand misunderstanding misunderstands misunderstood misuse misused misusing mitigate mitigates mitigating mitigation mix mixed mixes mixing mobile mod model
models moderate modes modification modifications modified modifies modifying modules moment moments money monitored monitors monopolize month monthly months moral morning
mornings most mostly mother motion mouth moved movement movements moves movie moving much multi multiple multiplying multitenant music mutual myself mysterious naive namely
names naming narrow narrowly nasty nation national native natural naturally nature naughty navigating navigation near nearby nearer nearest nearing nearly necessarily
necessary necessity neck need needed needing needs negating negative negatives neglected neither nervous nested nesting net networks never nevertheless newer newest newly
news nice nicer nicest night nine node nodes noise noisy nonadministrator nonapproved noncompliance noncompliant nonprivileged nonsense nor normal normalize normally north
notable noted notepad notes notice noticed notices noticing notification notified notifies notifying noting nought novel now nowadays nowhere nudge nulls numb numbest
numeric numerical numerous o365 obey obfuscated objected objecting objection objections objectives objects obligations obscure observability observable observation
observations observe observed observes observing obsolete obtain obtained obtaining obtains obvious obviously occasion occasional occasionally occasions occupied occupies
occupy occupying occur occurred occurring occurs odd odds offer offered offering offers officer offices official offline offset often oh oil old older oldest omission omit
omits omitted omitting onboard ones ongoing online onmicrosoft onto opened opening opens operate operated operates operating operation operational operator operators
opinion opinions opportunities opportunity oppose opposed opposes opposing opposite opposition ops opt optical optimization optimize optionally options ordered ordering
orders ordinary organisation organisations organise organised organises organising organizational organizationally organize organized organizer organizes organizing
original originally originate originated originates originating orphaned other others ought ours ourselves out outages outbox outcome outdated outer outgoing outline
outlined output outright outside outsiders outstanding outweigh overall overhead overly override oversight overwhelm overwritten owe owed owes owing own owned owners
ownership ownerships owning pack package packages packed packet packets packs pages paid pain painful pair pairs pane paper papers paragraph parallel paralysis parameter
parameters parent park parses part partial partially participants particular particularly parties partly partner partners parts passcodes passes passing passkey passkeys
passwordless past pasting pat patches patching path paths pathway pathways patient pattern patterns pause paws pay payed paying payload payloads payment payroll pays peace
peak peculiar pen penalties pencil pending perceived percent percentage perfect perfectly performed performing performs perhaps perimeter perimeters period periodic
periodically periods permanently permissive permit permits permitted permitting perpetual perpetually persist persistent persists person personal personally personnel
persons persuade persuaded persuades persuading petrol phase phases phenomenon philosophy phish phished phishing phone phrase phrases physical pi picked picking picks
picture pictures piece pieces pile pilot pinning pint pipe pipelines pirated pivot place placed places placing plain planes planet planned planning plans plant plastic
platforms plausible play playbooks played playing plays plea pleasant please pleased pleases pleasing plenty plot plots plug plus pocket poem poet point pointed pointing
pointless points police polices political poll pool pools poor pop popular populate populated population populations popup port portals portfolio portion ports pose poses
position positions positive positives possesses possession possibilities possibility possible possibly posted posting postmaster postponed posts posture postures pot
potential potentially pound pounds powered powerful powers practical practically practice practices practise pragmatic precedence precise precisely predefined predictable
predicting preferable preferably preference preferred preferring prefers prefilled prefix prem premise premises preparation prepare prepared prepares preparing prerequisite
presence present presented presenter presenting presents preserve preserving preset president press pressed presses pressing pressure presumably presume pretend pretty
prevent preventable preventing preventive prevents preview previous previously price prices pricing primarily prime primitive principle principles print printed printer
printers printing printout prints prior prioritizing priority privilege privileges proactive proactively probability probably problem problems procedure procedures proceed
proceeding process processed processes processing processor processors produce produced produces producing product production productivity products professional profile
profiles program programme programmed programmer programmers programmes programming programs progress prohibit prohibited project projects proliferation prolonged promised
promises promising promote prompt prompted promptly prompts prone proof proper properly property proportion proposal propose proposed proposes proposing proprietary
prospect protective protects protest protocols prove proved proves provide provided providers proving provision provisioned provisions proxies proxy pseudonymised
pseudonyms pub publication publicity publicly published publisher publishers publishes pull pulled pulling pulls punctuation puncture purchase pure purely purge purged
purpose purposes purview push pushed pushes pushing put puts putt putted putting putts puzzle qualified qualifies qualify qualifying quality quantitative quantities
quantity quarantined quarter quarterly quarters queries query querying question questions queue queued quicker quickest quickly quiet quietly quit quite quits quitting
quota quotation quote quoted quotes quoting race radar radio radius rain raise raised raises raising ran random randomized randomly range ranges ranked ransom ransomware
rapid rapidly rare rarely rates rather rating ratio re reach reachable reached reaches reaching react reaction reactive readable readers readily readiness readings readonly
ready real realise realised realises realising reality realize realized realizes realizing really reaper reason reasonable reasonably reasoning reasons reassign reassigned
reassignment reauthenticate reboot recall receive received receivers receives receiving recent recently reception recertified recipient recipients recognise recognises
recognising recognition recognize recognized recognizes recognizing recommend recommendations recommending recommends reconnaissance recorded recording recover recovered
recovering recovers recreate recurring recursive red redirect redirects reduced reduces reducing redundancy redundant reenter ref refer referenced references referencing
referred referring refers refining reflect reflected reflecting reflection reflects refs refusal refusals refuse refused refuses refusing regain regard regarded regarding
regardless regards region regional regions registered registering registers registry regret regular regulated regulation regulations regulators regulatory rehearsals
rehearse reinforce reinforces reject rejected rejecting rejection rejects relate relates relating relation relationship relationships relative relatively relax relay
release released releases releasing relevance relevant reliability reliable reliably reliance relies religion religious reload reluctant rely relying remain remained
remaining remains remark remarks remediated remediation remedy remember remembered remembering remembers remind reminded reminder reminding reminds remotely removal removed
removes rendering renders renewal renewed renewing reopened repair repeat repeated repeatedly repeating repeats replace replaced replacement replaces replacing replay
replayed replicate replied replies reply replying reported reports repositories represent representation representative represented representing represents reproduce
reprovision reputation reputational requested requesting requests required resembling reserve reserved reserves reserving resets resident resides residing resilience
resiliency resilient resistant resolution resolver resolves resolving resort resources respect respecting respective respectively respects respond responding responds
response responses responsibilities responsibility responsible rest restart restarts restoration restore restored restores restoring restrictive restricts resulted
resulting resume retain retained retention retirement retiring retrievable retrieval retrieve retrieved retroactive retroactively retrospective retry return returned
returning returns reusable reuse reused reusing rev reveal revealed revealing reveals revenue reverse reviewed reviewer reviewers reviewing reviews revised revocation
revoke revoked revoking rewrite rewritten rid ridding ride ridiculous rids right ring rings rise rises risking risks river road rogue roll rollback rolled rolling room
rooms rotated rotates rotation rough roughly round rounds route routed routes routine routinely routing rua rubber rubbish ruf rulesets rumor rumour runner running rush
sacrificing sad sadly safeguard safeguarding safeguards safely safer safest said saint sake saki sale sales same sandbox sandboxing sat satisfied satisfies satisfy
satisfying saved saves saving savings saw say saying says scalable scalar scale scan scanned scans scenario scenarios scene schedule scheduled schedules scheme schemes
school schools science sciences scientific scoped scoping scored scores scoring scrap scrapers scraping scratch screen screens screenshots script scripting scripts scrutiny
seal sealer sealers sealing seamless searched searches searching season seats second secondary secondly seconds secret secretary secs section sections secured securely
seeding seeing seek seeking seeks seem seemed seeming seemingly seems seen sees segment segmentation segments selecting selection selector selects sell selling sells
seminar senders sends senior sense sensible sensibly sensor sensors sent sentence sentences separate separated separately separation separator sequence sequences sequential
serial serialised series serious seriously serve served servers serves serviceprincipal serving sessions sets settle settled settles settling setup seven several severe
severely sex sh shadow shame shape share shares sharp she sheet shelf shell shield shift ship shoot shop shopped shopping shops short shortage shortened shortener
shorteners shorter shortest shortly showed showing shown shows shrink shrunk shut shuts shutting side sides sidestepping sight signal signaling signals signature signatures
signed significance significant significantly signin signing signins signs signup silent silently silly similarly simple simpler simplest simplifies simplify simply
simulate simulation simultaneous simultaneously sincerely sit site sitting situation situations six size sizes sizing skill skills skip skipped skips slash sleep slice
slide slider slight slightly slip slot slow slowdown slower slowest slowly slows slug small smaller smallest smile smishing smooth sniffing snippet so society socmail
software sold sole solely solid solve solved solves solving somebody somehow someone someplace sometime sometimes somewhat somewhere son soon sooner soonest sophisticate
sophisticated sophisticates sophisticating sorry sort sorted sorting sorts sought sound sounded sounding sounds sourced sources south southern sovereignty space spaced
spaces spam spammers spanning spare spawns speak speaker speakers speaking speaks spear special specialized specially specifically specifications specified specify
specifying speech speed spell spelled spelling spells spelt spend spending spends spent spillage spirit spite split splits splitting spoke spoken sponsor sponsorship spoof
spoofed spoofing spot spots spotted spotting sprawl spray sprayed spraying spread spreading spreads spreadsheets spring spyware square ssl stability stable staff stage
staged stages staging stakeholders stand standardized standardizing standards standing stands started starting starts stated statement statements states static stating
station stations statistic statistical statistics statuses stay stayed staying stays steal stealing steals stealth steps stick sticking sticks still stock stone stones
stood stop stopgap stopped stopping stops stored storey storing story straight straightforward strain strange stranger strategic strategy streaming streamlined streamlines
streamlining streams street strength strengthen strengthens strengths stricter strictly strike strikes striking stringent strings strong stronger strongest strongly struck
structure structured structures struggle stuck student students studied studies studio study studying stuff stuffing stupid style subdomain subdomains subject subjective
subjects submissions submits submitted submitting subnet suboptimal subscriber subscriptions subsequent subsequently subset substantial substantially substitute subtle
succeed succeeded success successful successfully such sudden suddenly suffer suffered suffering suffers suffice sufficient sufficiently suffixes sugar suggest suggested
suggesting suggestion suggestions suggests suit suitable suitably suite suited suites suiting suits sum summaries summary summer sums sun super superior supervisor
supplemented supplementing supplied supplier suppliers supplies supply supplying support supported supporting supports suppose supposed supposedly supposes supposing
suppressed sure surely surfaces surprise surprised surprises surprising surrogate surrogates survey survive survived survives surviving susceptible suspect suspected
suspecting suspects suspend suspended suspending suspends suspicion sustain sustained swapping switch switched switches switching symbol symbols symptoms sync synced
synchronized synchronizes synchronizing synchronous syncing syncs syntax systematic systematically systemic systems tab tables tag tagging tail tailor tailored tailspin
taken takeover taking talk talked talking talks tamper tampering tank tanks tape tapes tar targeted targeting targets task tasks taste taught tax taxonomy tea teach teacher
teaches teaching teamwork technical technique techniques technologies technology tedious teeth telemetry telephone telephony television tell telling tells temp temperature
template templates temporarily ten tenants tend tendency tends term terminal terminals terminate terminated termination terminology terribly tested testing tethered text
textbox than thank thanks theft their theirs them theme themselves theoretical theory thereby therein thin thing things think thinking thinks thoroughly those though
thought thoughts thousand thousands threads threaten threatening threatens threats three thresholds threw throttle throttled throttling through throughout throw throwing
thrown throws thus ticket tickets tidy tie tied tiers ties tight tightly till timed timeframe timeframes timeline timelines timely timeout timeouts timer times timestamp
timestamps timing tin tip titles today together toggle told tomorrow tonight took toolkits tools tooth topic topics topology total totally totals totp touch touched touches
touching toward towards town toys trace track tracking tracks trade traditional trail trails train trainable trained training trains transaction transactions transfer
transferred transferring transfers transit transition translate translated translates translating translation transparency trap trapped trapping traps trash travel
traveling treat treated treating treatment treats tree trees triage triaged trial trick tricking tricks tried tries trigger triggered triggering triggers trim trip trivial
trouble troubleshooting truck trucks truly truncated trunk trusting trusts trustworthy truth try trying ts tune tuning tunnel tunnels turned turns tutorials twelve twenty
twice twin two tying typed typical typically typing ugly ultimate ultimately unable unacceptable unaddressed unassigned unattended unauthenticated unauthorized
unavailability unavailable unaware unblock unbounded uncertain uncertainty unchanged unchecked unclassified unclear uncommon uncontrolled undated undefined undelivered
undergoes undergone undergraduate undergraduates underlying undermine undermines undermining underneath underscores understanding understands understood undetected undoes
unencrypted unenforced unenrolled unexpected unexpectedly unfamiliar unfettered unfortunate unfortunately ungoverned unhappy unhealthy unification uniform uniformly
unimpeded uninformed unintended unintentionally uninterrupted uninvestigated unique unit unite united universally universities university unix unknowingly unknown unlabeled
unless unlicensed unlikely unlimited unlocked unmapped unmonitored unnecessarily unnecessary unnoticed unpack unpatched unpleasant unprotected unprovisioned unreasonable
unreliable unresponsive unsafe unsanctioned unscheduled unsecure unsecured unseen unsolicited unstructured unsuccessful unsuitable unsupported untagged untrusted unused
unverified unwanted up updated updates updating upgrade upload uploaded uploading uploads upon upper upset upsets upsetting upwards urged urgent us usable used useful
useless username usernames uses usual usually utility utilization utilize utilized utilizes utilizing utterly vacation vacations vague vaguely valid validate validated
validates validating validation validity valuable value values van vans variable variables variants variation variations varied varies variety various vary varying vast
vastly vault vector vectors velocity vendor vendors verdicts verified verifying versions very vet vetting via viable vice victim video views violate violates violation
violations virtually virtue vishing visibility visible vision visit visited visual visualizing vital void volume volumes volumetric vote votes vulnerabilities vulnerability
vulnerable waited waiting waits walk walked walking walks wall walls want wanted wanting wants war warehouse warm warn warned warnings warns warrant wash waste wasted
wastes wasting watch watched watches watching water way ways weak weaken weakening weakens weaker weakest weakness weaknesses weapon weaponized weapons wear wearing wears
weather website websites week weekend weeks weight weird welcome welcomed welcomes welcoming went were west western whatever whatsoever wheel wheels whenever whereas
whereby wherever whichever whilst white whitelist whoever whole whom wide widely widen widens wider widespread widest width wife wild wildcards will willed willing wills
win wind window wine winning wins winter wire wise wish wished wishes wishing withdraw withdrawn withheld wiz wizard woman women won wonder wondered wonderful wondering
wonders wooden word worded wording words wore work workarounds workbook workbooks worked worker workers workflow workflows working workloads works workspace workspaces
workstation world worn worried worries worry worrying worse worst worth worthwhile worthy would write writer writers writes writing written wrong wrote www xml year years
yellow yesterday yet yield young younger yours yourself zip zone zones`.split(/\s/),
);
