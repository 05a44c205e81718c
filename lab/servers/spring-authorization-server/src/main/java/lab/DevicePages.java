package lab;

import java.net.URI;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** The two pages that the product leaves to the application, as its sample has them. */
@RestController
class DevicePages {

    private static final String VERIFICATION = "/oauth2/device_verification";

    @GetMapping(value = "/activate", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> activate(@RequestParam(name = "user_code", required = false) String userCode) {
        if (userCode != null) {
            URI onward = UriComponentsBuilder.fromPath(VERIFICATION).queryParam("user_code", "{code}").build(userCode);
            return ResponseEntity.status(302).location(onward).build();
        }
        return page("Device Activation", """
                <p>Enter the activation code to authorize the device.</p>
                <form action="%s" method="post"><input name="user_code" required> <button>Submit</button></form>"""
                .formatted(VERIFICATION));
    }

    @GetMapping(value = "/", params = "success", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> activated() {
        return page("Success!", "<p>You have successfully activated your device.</p>");
    }

    private static ResponseEntity<String> page(String title, String body) {
        return ResponseEntity.ok("<!DOCTYPE html><html lang=\"en\"><head><title>%s</title></head><body><h1>%s</h1>%s</body></html>"
                .formatted(title, title, body));
    }
}
