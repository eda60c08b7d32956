"""Word tables of the open class: numbered things that are no models, endings of makers' names, function words."""

from __future__ import annotations

import re

from wartracker.label.wordlist import read_words

NUMBERED = read_words(
    "framework library dataset attention network networks algorithm method benchmark index report summit "
    "conference day island park street avenue review magazine protocol award prize "
    "freebsd openbsd netbsd kubernetes docker linux postgresql postgres mysql sqlite mongodb redis gnome kde "
    "rust golang perl blender gimp krita libreoffice homebrew nginx terraform openssl systemd hadoop "
    "elasticsearch "
    "version chapter figure fig table part phase section level tier page day week month year step stage round "
    "group class room article item layer top series season episode volume vol formula web industry type model gen "
    "generation grade rule case question task example lemma theorem appendix equation windows python ubuntu ios "
    "android macos debian fedora java node php ruby cuda rocm iphone ipad ipados macbook pixel galaxy xbox "
    "playstation surface thinkpad geforce rtx gtx radeon covid http https usb wifi wi-fi bluetooth mp utf iso rfc rev "
    "issue pr title sb ab hb bill act directive no number line route area zone unit size note option world war "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "apollo boeing airbus tesla nasdaq ftse dow euro june july q pytorch tensorflow jax spark kafka react angular "
    "vue rails django unreal unity blender photoshop office excel word chrome firefox safari top-k pass acl icml "
    "iclr neurips cvpr emnlp naacl aaai ijcai eccv iccv ces wwdc agi asl gpt cve cwe int fp bf pcie ddr hbm lpddr "
    "nvme slm vlm ocr readme nlp cv sota todo eu uk us un usa nda ipo ceo cto cfo coo vp pr hr it tv dvd cd nft "
    "crypto arxiv pdf mcp acp tts asr sql rag kv moe gguf awq gptq fp8 int4 mlx amd isbn doi gdp nasa nato who "
    "imf nvlink psu cpu gpu tpu npu ram ssd sdk api ui ux faq pdf html css sql json xml yaml ai ml llm llms moe "
    "rl rlhf rag vram chromosome gene protein "
    "bus tram line train flight gate seat bed platform pier dock pitch court hall building block cell ward floor "
    "apartment flat locker exit terminal runway lane paragraph clause schedule annex form box bay deck pump well "
    "highway motorway junction stop stage track rule vitamin storm hurricane typhoon cyclone comet asteroid "
    "regiment battalion brigade squadron division form permit ticket invoice patent petition resolution "
)
NOT_MODEL = re.compile(
    r"(?:[Bb]ench|Eval|QA|Arena|[Cc]orpus|[Dd]ataset|Hub|Kit|SDK|CLI|OS|DB)$|"
    r" (?:Program(?:me)?|Initiative|Challenge|Marketplace|Playground|Console|Summit|Browser|Fund|Store|Plan|Policy|"
    r"Pledge|Framework|Act|Charter|Award|Prize|Partnership|Project|Report|Index|Card)s?$"
)
# Endings that makers give to models: "BrindleLM", "PrismCoder".
MODEL_ENDING = re.compile(r"(?<=[a-z])(?:LM|GPT|LLM|VLM|MoE|VL|Coder|Instruct)$|(?<=[a-z])-(?:VL|LM|GPT|MoE)$")
ORG_WORDS = read_words(
    "AI Labs Lab Research Technologies Technology Systems Robotics Inc Corp Corporation Company Ltd Limited LLC "
    "GmbH AG SA University Institute Laboratory Laboratories Foundation Capital Ventures Partners Holdings Group "
    "Intelligence Computing Software Networks Therapeutics Bank College Academy Association Commission Agency "
    "Ministry Council Parliament Authority Department Bureau Committee Alliance Consortium Initiative Society "
    "Institution Press Times Post Journal Studios Industries Bio Motors Telecom Semiconductor Electronics "
    "Hospital School Federation Observatory Court Museum Airlines Pharma Energy Health Cloud Dynamics Analytics "
    "Interactive Media Entertainment Cognition Sciences Machines Informatics Cybernetics "
)
HEADLINE_ORG_WORDS = ORG_WORDS - read_words(
    "AI Research Company Group Press Times Post School Court Energy Health Cloud Media Capital "
)
GENERIC = read_words(
    "sovereign physical agentic generative responsible applied conversational enterprise edge multimodal frontier "
    "trustworthy explainable ethical embodied chinese european american western open big superhuman narrow "
    "general strong weak local cloud legal medical military consumer japanese german french indian british korean "
    "canadian global national state federal us uk eu the our your my mainstream scalable modern beneficial "
    "vertical predictive proprietary hybrid private public safe advanced constitutional machine deep data "
    "computer artificial human google-scale industrial clinical dutch italian spanish russian swiss what why how "
    "is are can will if when more less all no and or for in on with by of a an using building every some any this "
    "that these those ambient spatial quantum personal embedded democratic inclusive "
)
FUNCTION = read_words(
    "la le les der die das el los las il gli een den det "
    "the a an this that these those it its he she they we you i our your their his her my and or but if when "
    "while as at by for from in into of on to with not no yes so then than there here who what which why how "
    "where all any both each some such new more most many one two three four five six seven eight nine ten also "
    "only just now is are was were be been has have had will would can could may might should do does did let see "
    "whoever whatever whichever wherever whenever somebody someone nobody anybody anyone everybody everyone "
    "get use try read learn click download note add make "
)
